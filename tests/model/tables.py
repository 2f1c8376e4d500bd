"""The product's tables as the model sees them, in one statement; and how they are emptied."""

from functools import cache
from typing import Any

import psycopg
from django.db import connection

from ecase.cases.models import BankAccount

PICTURE = """
SELECT json_build_object(
'cases', (SELECT COALESCE(json_agg(json_build_array(
        c.number, o.code, c.status, c.round, c.version, c.amount::int, c.assistance_type_id,
        c.override_because <> '', b.bank_id, b.number_digest,
        (SELECT count(*) FROM cases_bankaccount x WHERE x.case_id = c.id),
        COALESCE(p.status, ''), COALESCE(f.number, '')
    ) ORDER BY c.number COLLATE "C"), '[]')
    FROM cases_case c JOIN offices_office o ON o.id = c.office_id
    JOIN cases_bankaccount b ON b.id = c.bank_account_id
    LEFT JOIN payments_payment p ON p.case_id = c.id
    LEFT JOIN cases_case f ON f.id = c.follows_id),
'hands', (SELECT COALESCE(json_agg(json_build_array(c.number, u.username, h.deed)
        ORDER BY c.number COLLATE "C", u.username COLLATE "C", h.deed COLLATE "C"), '[]')
    FROM cases_hand h JOIN cases_case c ON c.id = h.case_id
    JOIN offices_officer u ON u.id = h.officer_id),
'lines', (SELECT COALESCE(json_agg(json_build_array(c.number, f.group, f.number, l.result)
        ORDER BY c.number COLLATE "C", f.group COLLATE "C", f.number), '[]')
    FROM payments_line l JOIN payments_transferfile f ON f.id = l.file_id
    JOIN payments_payment p ON p.id = l.payment_id JOIN cases_case c ON c.id = p.case_id),
'changes', (SELECT COALESCE(json_agg(json_build_array(
        x.number, x.at, x.username, x.bank_id, x.number_digest, x.decision
    ) ORDER BY x.number COLLATE "C", x.at), '[]') FROM (
        SELECT c.number, u.username, b.bank_id, b.number_digest, a.decision,
            row_number() OVER (PARTITION BY c.id ORDER BY a.id) - 1 AS at
        FROM payments_accountchange a JOIN payments_payment p ON p.id = a.payment_id
        JOIN cases_case c ON c.id = p.case_id JOIN cases_bankaccount b ON b.id = a.account_id
        JOIN offices_officer u ON u.id = a.proposed_by_id) x),
'conflicts', (SELECT COALESCE(json_agg(json_build_array(
        c.number, f.group, f.number, k.recorded, k.says, u.username, k.settlement
    ) ORDER BY k.id), '[]')
    FROM payments_conflict k JOIN payments_line l ON l.id = k.line_id
    JOIN payments_transferfile f ON f.id = l.file_id
    JOIN payments_payment p ON p.id = l.payment_id JOIN cases_case c ON c.id = p.case_id
    JOIN offices_officer u ON u.id = k.noted_by_id),
'files', (SELECT COALESCE(json_agg(json_build_array(
        o.code, a.number, f.group, f.number, u.username, f.count, f.total::int,
        CASE WHEN v.accepted_at IS NOT NULL THEN 'accepted' WHEN v.id IS NOT NULL THEN 'asked'
            ELSE '' END
    ) ORDER BY o.code COLLATE "C", a.number, f.group COLLATE "C", f.number), '[]')
    FROM payments_transferfile f JOIN payments_approval a ON a.id = f.approval_id
    JOIN offices_office o ON o.id = f.office_id JOIN offices_officer u ON u.id = f.made_by_id
    LEFT JOIN payments_voiding v ON v.file_id = f.id),
'rounds', (SELECT COALESCE(json_agg(json_build_array(o.code, m.number, m.stage)
        ORDER BY o.code COLLATE "C", m.number), '[]')
    FROM meetings_meeting m JOIN offices_office o ON o.id = m.office_id),
'lists', (SELECT COALESCE(json_agg(json_build_array(o.code, r.applied_at IS NOT NULL)
        ORDER BY r.id), '[]')
    FROM payments_resultlist r JOIN offices_office o ON o.id = r.office_id),
'flags', (SELECT json_build_array(json_build_array(count(*))) FROM payments_settledflag))
"""

# Money twice, by the tables alone: nothing of this may ever be found, whatever the model thinks.
MONEY = """
SELECT 'two live lines of payment ' || payment_id FROM payments_line
WHERE result IN ('PENDING', 'PAID') GROUP BY payment_id HAVING count(*) > 1
UNION ALL
SELECT 'approval ' || a.id || ' is not paid + failed + open' FROM payments_approval a
JOIN payments_payment p ON p.approval_id = a.id GROUP BY a.id
HAVING a.total <> sum(p.amount) OR a.count <> count(*)
    OR (SELECT COALESCE(sum(l.amount), 0) FROM payments_line l
        JOIN payments_transferfile f ON f.id = l.file_id
        WHERE f.approval_id = a.id AND l.result = 'PAID')
    <> COALESCE(sum(p.amount) FILTER (WHERE p.status = 'PAID'), 0)
UNION ALL
SELECT 'file ' || f.id || ' is not its lines' FROM payments_transferfile f
LEFT JOIN payments_line l ON l.file_id = f.id GROUP BY f.id
HAVING f.total IS DISTINCT FROM sum(l.amount) OR f.count <> count(l.id)
"""

# The register refuses it, so the model's own database does without that trigger (conftest.py).
MOVING = """
TRUNCATE audit_event, audit_link, audit_redaction, cases_bankaccount, cases_case, cases_casecounter, cases_document, cases_draft,
    cases_draftfile, cases_draftpage, cases_hand, cases_pageprint, cases_received, cases_source,
    cases_tombstone, meetings_meeting,
    people_person, payments_accountchange, payments_approval, payments_conflict, payments_line,
    payments_payment, payments_resultlist, payments_settledflag, payments_transferfile,
    payments_voiding, privacy_datapackage, privacy_datarequest, privacy_retentionitem,
    privacy_retentionrun
"""


def ask(sql: str) -> list[Any]:
    """The rows of one of these, on a connection of its own.

    There it stays planned, which takes longer than running it; the product's connection forgets
    what is prepared whenever a transaction is rolled back.
    """
    return _asking().execute(sql, prepare=True).fetchall()


@cache
def _asking() -> psycopg.Connection[Any]:
    connection.ensure_connection()
    return psycopg.connect(connection.connection.info.dsn, autocommit=True)


@cache
def number_of(digest: str) -> str:
    """The account number, which lies sealed in the tables."""
    told = BankAccount.objects.filter(number_digest=digest).values_list("account_number", flat=True)
    return told[0]


def stop_asking() -> None:
    """Close that connection, which others would find there."""
    if _asking.cache_info().currsize:
        _asking().close()
        _asking.cache_clear()
