-- The laws are asked of everything. The frozen lists are opened into a table for the moment.
WITH everything AS NOT MATERIALIZED (
    SELECT 1 AS is_asked
), asked AS NOT MATERIALIZED (
    SELECT * FROM payments_approval
), opened AS NOT MATERIALIZED (
    SELECT approval_id, content FROM pg_temp.opened_list
), beside AS NOT MATERIALIZED (  -- all approvals of those offices and years
    SELECT * FROM payments_approval
), rounds AS NOT MATERIALIZED (
    SELECT * FROM meetings_meeting
), p AS NOT MATERIALIZED (
    SELECT * FROM payments_payment
), c AS NOT MATERIALIZED (
    SELECT k.*, 'Case' || k.number AS what FROM cases_case k
), on_rounds AS NOT MATERIALIZED (  -- whatever became of them
    SELECT * FROM cases_case
), i AS NOT MATERIALIZED (
    SELECT * FROM people_person
), files AS NOT MATERIALIZED (
    SELECT * FROM payments_transferfile
)
