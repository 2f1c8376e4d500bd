-- The laws are asked of one approval: its cases, their people, its money.
-- $3 is its frozen list, opened.
-- $1 is the approval; $2 is an array of one and changes nothing: the planner takes it for ten, so it
-- does not nest loops over what it wrongly takes for one row.
-- The cases are found once (c): nearly every law reads all of them.
WITH everything AS NOT MATERIALIZED (
    SELECT 1 AS is_asked WHERE false
), asked AS NOT MATERIALIZED (
    SELECT * FROM payments_approval WHERE id = $1
), opened AS NOT MATERIALIZED (
    SELECT $1 AS approval_id, $3 AS content
), beside AS NOT MATERIALIZED (  -- all approvals of its office and year
    SELECT v.* FROM payments_approval v
    JOIN asked ON asked.office_id = v.office_id AND asked.fiscal_year_id = v.fiscal_year_id
), rounds AS NOT MATERIALIZED (
    SELECT m.* FROM meetings_meeting m
    JOIN asked ON asked.office_id = m.office_id AND asked.fiscal_year_id = m.fiscal_year_id
), p AS NOT MATERIALIZED (
    SELECT q.* FROM payments_payment q CROSS JOIN unnest($2) WHERE q.approval_id = $1
), c AS MATERIALIZED (
    SELECT k.*, 'Case' || k.number AS what
    FROM payments_payment q
    CROSS JOIN unnest($2)
    JOIN cases_case k ON k.id = q.case_id
    WHERE q.approval_id = $1
), on_rounds AS NOT MATERIALIZED (  -- whatever became of them
    SELECT k.* FROM cases_case k
    JOIN asked ON asked.office_id = k.office_id AND asked.fiscal_year_id = k.fiscal_year_id
        AND asked.number = k.round
), i AS NOT MATERIALIZED (
    SELECT * FROM people_person WHERE id IN (SELECT person_id FROM c)
), files AS NOT MATERIALIZED (
    SELECT g.* FROM payments_transferfile g CROSS JOIN unnest($2)
    WHERE g.approval_id = $1
)
