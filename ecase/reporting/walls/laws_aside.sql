-- For whom the laws in triggers stand aside. pgtrigger asks the setting pgtrigger.ignore, and anybody
-- may set that: so for the product's roles it holds only within the removal (decision 24), whose
-- transaction stands in a table that they cannot write. Every trigger runs as the owner: it is
-- asked who acts, not as whom. The owner, in a migration, may set laws aside.
CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    aside CONSTANT text := COALESCE(current_setting('pgtrigger.ignore', true), '');
    told CONSTANT text := current_setting('role');
BEGIN
    IF aside IN ('', '{}') OR trigger_name <> ALL (aside::text[]) THEN
        RETURN false;
    END IF;
    RETURN CASE told WHEN 'none' THEN session_user ELSE told END NOT IN ('ecase_app', 'ecase_city')
        OR EXISTS (
            SELECT FROM public.privacy_removing WHERE transaction = pg_current_xact_id_if_assigned()
        );
END
$$;
