"""How the laws of the money and of two persons are broken; as in law_breaks."""

BREAKS = [
    # I12
    (
        "I12",
        (
            "INSERT INTO payments_line (file_id, payment_id, position, bank_account_id, amount,"
            " reference, result, return_reason, return_note) SELECT file_id, payment_id, 99,"
            " bank_account_id, amount, 'x', 'PENDING', '', '' FROM payments_line"
            " WHERE id = %(paid_line1)s"
        ),
        "{paid}",
    ),
    ("I12", "UPDATE payments_payment SET status = 'DUE' WHERE case_id = %(held)s", "{held}"),
    ("I12", "UPDATE payments_conflict SET settlement = 'STANDS'", "{back}"),
    (
        "I12",
        "UPDATE payments_line SET result = 'RETURNED' WHERE id = %(paid_line1)s",
        "{paid_line1}",
    ),
    (
        "I12",
        "UPDATE payments_voiding SET accepted_at = NULL, accepted_by_id = NULL",
        "{void_line1}",
    ),
    (
        "I12",
        "UPDATE payments_line SET result = 'PAID' WHERE id = %(corrected_line1)s",
        "{corrected}",
    ),
    (
        "I12",
        (
            "UPDATE payments_line SET result = 'PAID'"
            " WHERE id IN (%(corrected_line1)s, %(corrected_line2)s)"
        ),
        "{corrected}",
    ),
    # I13
    ("I13", "UPDATE payments_transferfile SET content = %(other_file)s", "2566/1008-1 krungthai 2"),
    ("I13", "UPDATE payments_transferfile SET content = '\\x01'", "2566/1008-1 krungthai 2"),
    ("I13", "UPDATE payments_transferfile SET total = total + 1", "2566/1008-1 krungthai 2"),
    ("I13", "UPDATE payments_line SET position = 98 WHERE id = %(paid_line1)s", "{paid_line1}"),
    ("I13", "UPDATE payments_line SET amount = 1 WHERE id = %(paid_line1)s", "{paid_line1}"),
    (
        "I13",
        "UPDATE cases_bankaccount SET bank_id = '004' WHERE case_id = %(paid)s",
        "{paid_line1}",
    ),
    (
        "I13",
        (
            "UPDATE payments_line SET bank_account_id = (SELECT bank_account_id FROM payments_line"
            " WHERE id = %(corrected_line1)s) WHERE id = %(corrected_line2)s"
        ),
        "{corrected_line2}",
    ),
    # I14
    (
        "I14",
        "UPDATE payments_line SET result = 'PENDING' WHERE id = %(corrected_line1)s",
        "{corrected_line2}",
    ),
    (
        "I14",
        "UPDATE payments_accountchange SET decision = 'REFUSED'",
        "{corrected_line2}",
    ),
    # I15
    ("I15", "UPDATE payments_approval SET total = total + 1 WHERE number = 2", "2566/1008-2"),
    ("I15", "UPDATE payments_line SET amount = 1 WHERE id = %(paid_line1)s", "2566/1008-1"),
    (
        "I15",
        "UPDATE cases_case SET amount = amount + 1 WHERE id = %(elsewhere)s",
        "2566/1024 ทุนประกอบอาชีพ",
    ),
    # I16
    (
        "I16",
        "UPDATE audit_event SET after = '{\"count\": 2}' WHERE verb = 'approval.all_paid'",
        "2566/1024-1",
    ),
    (
        "I16",
        "UPDATE payments_line SET answered_by_id = %(stranger)s WHERE id = %(paid_line1)s",
        "{paid_line1}",
    ),
    # I17
    (
        "I17",
        (
            "UPDATE cases_case SET person_id = (SELECT person_id FROM cases_case WHERE id = %(due)s)"
            " WHERE id = %(again)s"
        ),
        "{again}",
    ),
    ("I17", "UPDATE cases_case SET status = 'APPROVED' WHERE id = %(failed)s", "{failed}"),
    ("I17", "UPDATE cases_case SET follows_id = %(failed)s WHERE id = %(collecting)s", "{again}"),
    (
        "I17",
        (
            "UPDATE cases_case SET person_id = (SELECT person_id FROM cases_case WHERE id = %(again)s)"
            " WHERE id = %(collecting)s;"
            " UPDATE cases_case SET follows_id = %(collecting)s WHERE id = %(again)s"
        ),
        "{again}",
    ),
    # I18
    (
        "I18",
        (
            "UPDATE cases_case SET bank_account_id = (SELECT min(id) FROM cases_bankaccount"
            " WHERE case_id = %(corrected)s) WHERE id = %(corrected)s"
        ),
        "{corrected}",
    ),
    (
        "I18",
        "UPDATE cases_bankaccount SET number_digest = %(other_number)s WHERE case_id = %(again)s",
        "{again}",
    ),
    (
        "I18",
        "DELETE FROM payments_accountchange WHERE decision = 'OPEN'",
        "{held}",
    ),
    ("I18", "UPDATE payments_accountchange SET paper_id = NULL", "{corrected}"),
    (
        "I18",
        (
            "UPDATE payments_accountchange SET decided_at = now() + interval '1 hour',"
            " proposed_at = now() + interval '1 hour'"
            " WHERE account_id = (SELECT bank_account_id FROM cases_case WHERE id = %(corrected)s)"
        ),
        "{corrected}",
    ),
    ("I18", "UPDATE payments_accountchange SET reason = ''", "{held}"),
    # I19
    (
        "I19",
        "UPDATE payments_accountchange SET proposed_at = '2000-01-01' WHERE decision = 'OPEN'",
        "{held_line1}",
    ),
    ("I19", "DELETE FROM payments_settledflag", "{twin_line1}"),
    (
        "I19",
        (
            "INSERT INTO payments_officeraccount"
            " (officer_id, bank_id, account_number, number_digest, account_key, declared_at, ended_at)"
            " SELECT %(stranger)s, bank_id, account_number, '', account_key, '2000-01-01', '2000-01-02'"
            " FROM cases_bankaccount WHERE case_id = %(paid)s"
        ),
        "{paid_line1}",
    ),
    # I27, of flags
    (
        "I27",
        "UPDATE payments_settledflag SET settled_by_id = %(officer)s",
        "{twin}",
    ),
    ("I27", "UPDATE payments_settledflag SET waiver_id = 0", "{twin}"),
    # I20
    ("I20", "UPDATE cases_document SET size = 0 WHERE case_id = %(aside)s", "{aside}"),
    ("I20", "UPDATE cases_document SET stored_as = 'x.pdf' WHERE case_id = %(aside)s", "{aside}"),
    # I21
    (
        "I21",
        "DELETE FROM cases_document WHERE case_id = %(paid)s AND bundle = 'financial'",
        "{paid}",
    ),
    (
        "I21",
        "UPDATE cases_document SET added_at = now() + interval '1 hour' WHERE case_id = %(paid)s",
        "{paid}",
    ),
    # I27
    (
        "I27",
        (
            "UPDATE payments_accountchange SET decided_by_id = proposed_by_id"
            " WHERE decision = 'ACCEPTED'"
        ),
        "{corrected}",
    ),
    ("I27", "UPDATE payments_transferfile SET made_by_id = %(officer)s", "{corrected_line2}"),
    ("I27", "UPDATE payments_transferfile SET waiver_id = 0", "2566/1008-1 krungthai 2"),
    ("I27", "UPDATE payments_conflict SET settled_by_id = noted_by_id", "{late_line1}"),
    ("I27", "UPDATE payments_voiding SET accepted_by_id = asked_by_id", "2566/1008-1 others 1"),
    ("I27", "DELETE FROM cases_hand WHERE deed = 'FAILED'", "{failed}"),
    ("I27", "DELETE FROM cases_hand WHERE deed = 'ACCOUNT'", "{collecting}"),
    ("I27", "UPDATE payments_accountchange SET waiver_id = 0", "{corrected}"),
    ("I27", "UPDATE payments_conflict SET waiver_id = 0", "{late_line1}"),
    ("I27", "UPDATE payments_voiding SET waiver_id = 0", "2566/1008-1 others 1"),
    # I30
    ("I30", "DELETE FROM cases_draft WHERE became_id = %(aside)s", "{aside}"),
    (
        "I30",
        "UPDATE cases_draft SET citizen_id_digest = repeat('0', 64) WHERE became_id = %(aside)s",
        "{aside}",
    ),
    ("I30", "UPDATE cases_draft SET became_id = %(aside)s WHERE became_id = %(due)s", "{aside}"),
    # I31
    ("I31", "UPDATE cases_case SET number = '2565-1' WHERE id = %(aside)s", "Case2565-1"),
    ("I31", "UPDATE cases_draft SET fiscal_year_id = 2565 WHERE became_id = %(aside)s", "{aside}"),
    ("I31", "UPDATE payments_approval SET fiscal_year_id = 2565", "{again}"),
    # I32
    ("I32", "UPDATE cases_case SET first_name = 'ก ' WHERE id = %(aside)s", "{aside}"),
    ("I32", "UPDATE cases_case SET last_name = U&'e\\0301' WHERE id = %(aside)s", "{aside}"),
    ("I32", "UPDATE cases_case SET hardship = U&'a\\0007' WHERE id = %(aside)s", "{aside}"),
    ("I32", "UPDATE cases_case SET other_papers = ' ก' WHERE id = %(aside)s", "{aside}"),
    (
        "I32",
        "UPDATE cases_bankaccount SET account_name = ' ก' WHERE case_id = %(aside)s",
        "{aside}",
    ),
    *(
        ("I32", f"UPDATE cases_bankaccount SET {change} WHERE case_id = %(aside)s", "{aside}")
        for change in (
            "email = %(odd_email)s",
            "phone = %(odd_phone)s, phone_digest = %(odd_phone_digest)s",
            (
                "account_number = %(odd_number)s, number_digest = %(odd_number_digest)s,"
                " account_key = %(odd_account_key)s"
            ),
            "phone_digest = repeat('0', 64)",
            "account_key = repeat('0', 64)",
            "number_digest = repeat('0', 64)",
            "email = '\\x01'",
        )
    ),
    *(
        (
            "I32",
            (
                "INSERT INTO payments_officeraccount (officer_id, bank_id, account_number,"
                " number_digest, account_key, declared_at) VALUES"
                f" (%(stranger)s, '006', {values}, '2000-01-01')"
            ),
            None,
        )
        for values in (
            "'\\x01', 'x', 'x'",
            "%(odd_own)s, 'x', 'x'",
            "%(odd_own)s, %(odd_number_digest)s, %(odd_account_key)s",
        )
    ),
    (
        "I32",
        (
            "UPDATE people_person SET citizen_id = %(thai_id)s"
            " WHERE id = (SELECT person_id FROM cases_case WHERE id = %(due)s)"
        ),
        "{due_person}",
    ),
]
