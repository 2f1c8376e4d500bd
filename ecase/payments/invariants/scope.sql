-- What the laws read of it, made of what scope_of_all.sql or scope_of_one.sql named.
-- Not materialized, so that each law is planned with the tables' own indexes; what many laws read
-- and is dear to find is found once: the events of the cases (e), how many of each kind (t), and
-- the rows of the frozen lists (r; read as json, which builds no tree of so long a text), which come
-- opened, with digests where they have IDs and account numbers (opening.py).
, a AS NOT MATERIALIZED (
    SELECT v.*, o.code AS office_code,
           v.fiscal_year_id || '/' || o.code || '-' || v.number AS what
    FROM asked v JOIN offices_office o ON o.id = v.office_id
), f AS NOT MATERIALIZED (
    SELECT g.*, a.what || ' ' || g.group || ' ' || g.number AS what,
           a.office_id AS of_office, a.office_code, a.fiscal_year_id, a.number AS of_number
    FROM files g JOIN a ON a.id = g.approval_id
), l AS NOT MATERIALIZED (
    SELECT n.*, g.approval_id, g.group, g.number AS file_number, g.made_by_id, g.made_at,
           g.waiver_id, g.office_id, g.count AS file_count
    FROM payments_line n JOIN files g ON g.id = n.file_id
), e AS MATERIALIZED (
    SELECT c.id AS case_id, v.id, v.verb, v.by_id, v.office, v.before ->> 'status' AS was,
           v.after ->> 'reference' AS reference
    FROM c JOIN audit_event v ON v.subject = 'cases.case:' || c.id
), t AS MATERIALIZED (
    SELECT case_id,
           count(*) FILTER (WHERE verb = 'case.recorded') AS recorded,
           count(*) FILTER (WHERE verb IN (
               'case.edited', 'case.bank_account_proposed', 'case.bank_account_changed',
               'case.in_meeting', 'case.set_aside', 'case.disqualified',
               'case.approved', 'case.paid', 'case.payment_failed'
           )) AS raising,
           count(*) FILTER (WHERE verb = 'case.paid') AS case_paid,
           count(*) FILTER (WHERE verb = 'payment.paid') AS line_paid,
           count(*) FILTER (WHERE verb = 'case.approved' AND was = 'PAID') AS taken_back
    FROM e GROUP BY case_id
), r AS MATERIALIZED (
    SELECT a.id AS approval_id, a.what AS of_approval, a.approved_at, row.*
    FROM a JOIN opened o ON o.approval_id = a.id
    CROSS JOIN LATERAL json_to_recordset(o.content -> 'cases') AS row (
        position integer, number text, citizen_id_digest text, title text, first_name text,
        last_name text, is_disabled boolean, assistance_type text, requested_amount numeric,
        amount numeric, bank_code text, branch_code text, account_name text,
        number_digest text, override_because text, papers jsonb
    )
)
