"""How each law is broken: its key, the SQL of the tables' owner, and the row that must be named.

``%(paid)s`` and the like are keys of law_world, ``{paid}`` the names of its cases and lines.
"""

from . import law_breaks_of_money

BREAKS = [
    # I1
    (
        "I1",
        (
            "UPDATE people_person SET citizen_id = %(wrong_id)s"
            " WHERE id = (SELECT person_id FROM cases_case WHERE id = %(due)s)"
        ),
        "{due_person}",
    ),
    (
        "I1",
        (
            "UPDATE people_person p SET citizen_id = q.citizen_id, citizen_id_digest ="
            " q.citizen_id_digest FROM people_person q WHERE q.id ="
            " (SELECT person_id FROM cases_case WHERE id = %(paid)s)"
            " AND p.id = (SELECT person_id FROM cases_case WHERE id = %(due)s)"
        ),
        "{due_person}",
    ),
    (
        "I1",
        (
            "UPDATE people_person SET citizen_id = substr(citizen_id, 1, 40) || '\\x00'"
            " WHERE id = (SELECT person_id FROM cases_case WHERE id = %(due)s)"
        ),
        "{due_person}",
    ),
    (
        "I1",
        (
            "UPDATE people_person SET citizen_id_digest = repeat('0', 64)"
            " WHERE id = (SELECT person_id FROM cases_case WHERE id = %(due)s)"
        ),
        "{due_person}",
    ),
    (
        "I1",
        "UPDATE cases_draft SET citizen_id = %(drafts_id)s WHERE became_id = %(aside)s",
        "{aside_draft}",
    ),
    # I2
    ("I2", "UPDATE cases_case SET status = 'APPROVED' WHERE id = %(paid)s", "{paid}"),
    ("I2", "UPDATE cases_case SET status = 'SET_ASIDE' WHERE id = %(collecting)s", "{collecting}"),
    (
        "I2",
        "DELETE FROM audit_event WHERE subject = %(paid_subject)s AND verb = 'case.approved'",
        "{paid}",
    ),
    (
        "I2",
        (
            "UPDATE audit_event SET by_id = %(stranger)s"
            " WHERE subject = %(paid_subject)s AND verb = 'case.paid'"
        ),
        "{paid}",
    ),
    ("I2", "DELETE FROM offices_appointment WHERE duty = 'HEAD'", "{again}"),
    ("I2", "UPDATE payments_payment SET status = 'DUE' WHERE case_id = %(returned)s", "{returned}"),
    (
        "I2",
        "DELETE FROM audit_event WHERE subject = %(returned_subject)s AND verb = 'payment.sent'",
        "{returned}",
    ),
    (
        "I2",
        (
            'UPDATE audit_event SET before = \'{"status": "SET_ASIDE"}\''
            " WHERE subject = %(paid_subject)s AND verb = 'case.paid'"
        ),
        "{paid}",
    ),
    (
        "I2",
        "DELETE FROM audit_event WHERE subject = %(due_subject)s AND verb <> 'case.recorded'",
        "{due}",
    ),
    # I3
    ("I3", "UPDATE cases_case SET sequence = 900 WHERE id = %(returned)s", "{returned}"),
    ("I3", "UPDATE cases_casecounter SET last = last + 1", "cases.casecounter:2566"),
    ("I3", "DELETE FROM cases_case WHERE id = %(elsewhere)s", "cases.case:{elsewhere_id}"),
    (
        "I3",
        "DELETE FROM audit_event WHERE subject = %(paid_subject)s AND verb = 'case.recorded'",
        "{paid}",
    ),
    ("I3", "UPDATE meetings_meeting SET number = 9 WHERE id = %(meeting3)s", "{meeting3}"),
    (
        "I3",
        "UPDATE payments_transferfile SET number = 7 WHERE number = 2",
        "2566/1008-1 krungthai 7",
    ),
    (
        "I3",
        "DELETE FROM audit_event WHERE verb = 'file.made'",
        "2566/1008-1 krungthai 2",
    ),
    ("I3", "DELETE FROM payments_line WHERE id = %(returned_line1)s", "{returned_line1}"),
    ("I3", "UPDATE cases_bankaccount SET version = 4 WHERE case_id = %(paid)s", "{paid}"),
    ("I3", "UPDATE cases_document SET version = 2 WHERE case_id = %(paid)s", "{paid}"),
    (
        "I3",
        (
            "INSERT INTO cases_tombstone (case_id, run, removed_at, digest, documents)"
            " VALUES (%(ended)s, 1, now(), '', 2)"
        ),
        "{ended}",
    ),
    # I4
    ("I4", "UPDATE cases_case SET version = version + 1 WHERE id = %(aside)s", "{aside}"),
    # I5
    (
        "I5",
        (
            "UPDATE cases_case SET bank_account_id ="
            " (SELECT bank_account_id FROM cases_case WHERE id = %(due)s) WHERE id = %(paid)s"
        ),
        "{paid}",
    ),
    (
        "I5",
        "UPDATE cases_draft SET office_id = office_id + 1 WHERE became_id = %(collecting)s",
        "{collecting}",
    ),
    (
        "I5",
        (
            "UPDATE audit_event SET office = '1024'"
            " WHERE subject = %(ended_subject)s AND verb = 'case.disqualified'"
        ),
        "{ended}",
    ),
    (
        "I5",
        "UPDATE payments_payment SET office_id = office_id + 1 WHERE case_id = %(due)s",
        "{due}",
    ),
    (
        "I5",
        "UPDATE meetings_meeting SET office_id = office_id + 1 WHERE id = %(meeting2)s",
        "2566/1008-2",
    ),
    ("I5", "UPDATE payments_voiding SET office_id = office_id + 1", "2566/1008-1 others 1"),
    ("I5", "UPDATE payments_accountchange SET office_id = office_id + 1", "{held}"),
    ("I5", "UPDATE payments_settledflag SET office_id = office_id + 1", "{twin}"),
    ("I5", "UPDATE payments_conflict SET office_id = office_id + 1", "{late_line1}"),
    # I6
    ("I6", "UPDATE cases_case SET override_because = '' WHERE id = %(beside)s", "{beside}"),
    (
        "I6",
        "UPDATE cases_case SET override_accepted_by_id = %(stranger)s WHERE id = %(beside)s",
        "{beside}",
    ),
    # I7
    ("I7", "UPDATE cases_case SET amount = -1 WHERE id = %(collecting)s", "{collecting}"),
    ("I7", "UPDATE cases_case SET requested_amount = 1 WHERE id = %(collecting)s", "{collecting}"),
    (
        "I7",
        (
            "UPDATE regulations_ceiling SET amount = 1000, assistance_type_id ="
            " (SELECT assistance_type_id FROM cases_case WHERE id = %(aside)s)"
        ),
        "{aside}",
    ),
    (
        "I7",
        (
            "UPDATE regulations_assistancetype SET per = 'PERSON_YEAR';"
            " UPDATE regulations_ceiling SET amount = 5000, assistance_type_id ="
            " (SELECT assistance_type_id FROM cases_case WHERE id = %(beside)s);"
            " UPDATE cases_case SET override_because = '' WHERE id = %(beside)s"
        ),
        "{beside}",
    ),
    # I8
    ("I8", "DELETE FROM payments_payment WHERE case_id = %(due)s", "{due}"),
    ("I8", "UPDATE cases_case SET round = 1 WHERE id = %(collecting)s", "{collecting}"),
    ("I8", "UPDATE cases_case SET round = 2 WHERE id = %(due)s", "{due}"),
    ("I8", "UPDATE cases_case SET status = 'SET_ASIDE' WHERE id = %(due)s", "{due}"),
    (
        "I8",
        (
            "INSERT INTO payments_payment (approval_id, case_id, office_id, position, amount, status,"
            " status_at) SELECT approval_id, case_id, office_id, 99, amount, status, status_at"
            " FROM payments_payment WHERE case_id = %(due)s"
        ),
        "{due}",
    ),
    # I9
    (
        "I9",
        "UPDATE payments_approval SET content = %(other_content)s WHERE number = 2",
        "2566/1008-2",
    ),
    ("I9", "UPDATE payments_approval SET content = '\\x01'", "2566/1008-2"),
    ("I9", "UPDATE payments_approval SET count = count + 1", "2566/1008-2"),
    ("I9", "UPDATE cases_case SET first_name = 'อื่น' WHERE id = %(paid)s", "{paid}"),
    ("I9", "UPDATE cases_case SET amount = 4999 WHERE id = %(paid)s", "{paid}"),
    (
        "I9",
        (
            "UPDATE cases_case SET assistance_type_id = (SELECT min(id) FROM regulations_assistancetype"
            " WHERE id <> assistance_type_id) WHERE id = %(paid)s"
        ),
        "{paid}",
    ),
    (
        "I9",
        (
            "UPDATE cases_case SET person_id ="
            " (SELECT person_id FROM cases_case WHERE id = %(due)s) WHERE id = %(paid)s"
        ),
        "{paid}",
    ),
    (
        "I9",
        (
            "UPDATE cases_document SET sha256 = repeat('0', 64)"
            " WHERE case_id = %(paid)s AND bundle = 'supporting'"
        ),
        "{paid}",
    ),
    ("I9", "DELETE FROM cases_case WHERE id = %(elsewhere)s", "2566/1024-1 {elsewhere}"),
    # I10
    ("I10", "DELETE FROM payments_payment WHERE case_id = %(due)s", "2566/1008-1"),
    ("I10", "UPDATE payments_payment SET amount = 1 WHERE case_id = %(due)s", "{due}"),
    ("I10", "UPDATE meetings_meeting SET number = 5 WHERE id = %(meeting2)s", "2566/1008-2"),
    (
        "I10",
        "UPDATE payments_approval SET number = 3 WHERE number = 2",
        "payments.approval:{approval2}",
    ),
    ("I10", "DELETE FROM audit_event WHERE verb = 'meeting.closed'", "2566/1008-2"),
    # I11
    ("I11", "UPDATE cases_case SET edited_by_id = %(other)s WHERE id = %(again)s", "{again}"),
    (
        "I11",
        (
            "INSERT INTO cases_hand (case_id, officer_id, deed) SELECT %(failed)s, closed_by_id,"
            " 'FAILED' FROM meetings_meeting WHERE id = %(meeting2)s"
        ),
        "{again}",
    ),
    (
        "I11",
        (
            "UPDATE cases_case SET follows_id = NULL WHERE id = %(again)s;"
            " INSERT INTO cases_hand (case_id, officer_id, deed) SELECT %(failed)s, closed_by_id,"
            " 'FAILED' FROM meetings_meeting WHERE id = %(meeting2)s"
        ),
        "{again}",
    ),
    ("I11", "UPDATE meetings_meeting SET waiver_id = 0 WHERE id = %(meeting2)s", "2566/1008-2"),
    *law_breaks_of_money.BREAKS,
]
