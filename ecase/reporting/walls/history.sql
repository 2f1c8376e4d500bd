-- The aid history of one exact citizen ID, over every office (R22): fiscal year, name, type of aid,
-- office, status and time of entry, and nothing else. It is asked by the digest, as the ID is sealed.
-- It is the only thing an office may ask of others' cases by itself, so it is owned by a role that
-- may read these columns and no more.
GRANT SELECT (id, citizen_id_digest) ON people_person TO ecase_history;
GRANT SELECT (id, person_id, fiscal_year_id, title_id, first_name, last_name, assistance_type_id,
              office_id, status, recorded_at) ON cases_case TO ecase_history;
GRANT SELECT (id, name) ON regulations_assistancetype TO ecase_history;
GRANT SELECT (code, name) ON people_title TO ecase_history;
GRANT SELECT (id, name) ON offices_office TO ecase_history;
CREATE POLICY of_the_history ON people_person FOR SELECT TO ecase_history USING (true);
CREATE POLICY of_the_history ON cases_case FOR SELECT TO ecase_history USING (true);
CREATE POLICY of_the_history ON offices_office FOR SELECT TO ecase_history USING (true);

CREATE OR REPLACE FUNCTION aid_history(asked text)
RETURNS TABLE (fiscal_year smallint, name text, aid text, office text, status text,
               recorded_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT c.fiscal_year_id, t.name || c.first_name || ' ' || c.last_name, a.name, o.name, c.status,
           c.recorded_at
    FROM people_person p
    JOIN cases_case c ON c.person_id = p.id
    JOIN people_title t ON t.code = c.title_id
    JOIN regulations_assistancetype a ON a.id = c.assistance_type_id
    JOIN offices_office o ON o.id = c.office_id
    WHERE p.citizen_id_digest = asked
    ORDER BY c.fiscal_year_id DESC, c.id DESC
$$;
REVOKE ALL ON FUNCTION aid_history(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION aid_history(text) TO ecase_app, ecase_city;
GRANT CREATE ON SCHEMA public TO ecase_history;
ALTER FUNCTION aid_history(text) OWNER TO ecase_history;
REVOKE CREATE ON SCHEMA public FROM ecase_history;
