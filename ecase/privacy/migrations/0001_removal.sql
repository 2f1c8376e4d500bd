-- What is kept no longer (การทำลายข้อมูลตามระยะเวลา): which cases, and the one way in which they go.
-- A case is over in the fiscal year in which its money was settled, or it was disqualified. A round
-- goes as one, for its list and files name all of its people: its year is that of its last case, and
-- of the last that was begun again from one of them. NULL while one of these is not over.
CREATE FUNCTION retention_year(cases bigint[]) RETURNS integer
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    WITH RECURSIVE line AS (
        SELECT id FROM cases_case WHERE id = ANY (cases)
        UNION
        SELECT c.id FROM line JOIN cases_case c ON c.follows_id = line.id
    )
    SELECT CASE WHEN bool_and(own.year IS NOT NULL) THEN max(own.year) END
    FROM line
    JOIN cases_case c ON c.id = line.id
    LEFT JOIN payments_payment p ON p.case_id = c.id
    CROSS JOIN LATERAL (
        SELECT CASE
            WHEN c.status NOT IN ('PAID', 'PAYMENT_FAILED', 'DISQUALIFIED')
              OR p.status NOT IN ('PAID', 'FAILED')
              OR EXISTS (
                  SELECT FROM payments_line l JOIN payments_conflict x ON x.line_id = l.id
                  WHERE l.payment_id = p.id AND x.settlement = 'OPEN'
              )
            THEN NULL
            ELSE GREATEST(c.fiscal_year_id, extract(year FROM COALESCE(
                p.status_at,
                (SELECT max(v.at) FROM audit_event v
                 WHERE v.subject = 'cases.case:' || c.id AND v.verb = 'case.disqualified'),
                c.recorded_at
            ) AT TIME ZONE 'Asia/Bangkok' + interval '3 months')::integer + 543)
        END AS year
    ) own
$$;

-- The cases whose time is over, after so many whole fiscal years.
CREATE FUNCTION retention_due(years integer)
RETURNS TABLE (case_id bigint, office_id bigint, year integer)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    WITH this AS (
        SELECT extract(year FROM now() AT TIME ZONE 'Asia/Bangkok' + interval '3 months')::integer
               + 543 - years AS year
    ), unit AS (
        SELECT array_agg(p.case_id) AS cases
        FROM this
        JOIN payments_approval v ON v.fiscal_year_id < this.year
        JOIN payments_payment p ON p.approval_id = v.id
        WHERE NOT EXISTS (SELECT FROM cases_tombstone t WHERE t.case_id = p.case_id)
        GROUP BY v.id
        UNION ALL
        SELECT ARRAY[c.id]
        FROM this JOIN cases_case c ON c.fiscal_year_id < this.year
        WHERE c.status = 'DISQUALIFIED'
          AND NOT EXISTS (SELECT FROM cases_tombstone t WHERE t.case_id = c.id)
    )
    SELECT c.id, c.office_id, over.year
    FROM this
    CROSS JOIN unit
    CROSS JOIN LATERAL (SELECT retention_year(unit.cases) AS year) over
    JOIN cases_case c ON c.id = ANY (unit.cases)
    WHERE over.year < this.year
$$;

-- Removes the personal data of one case, or of all cases of its round, and leaves a tombstone of each.
-- It is the tables' owner who does so, whoever asks: the triggers by which things stand for ever stand
-- aside here and nowhere else. So it asks for all that makes it lawful itself.
-- "events" are the texts to be shortened: of each event its key, what is left of before and after, the
-- hash of what it said and the mark of our program.
CREATE FUNCTION remove_personal_data(asked_run bigint, asked_case bigint, events jsonb)
RETURNS bigint[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    removed CONSTANT text := 'ข้อมูลถูกทำลายตามระยะเวลา';
    run privacy_retentionrun;
    unit bigint[];
    approval bigint;
    files bigint[];
    subjects text[];
    came bigint[];
    this_year CONSTANT integer :=
        extract(year FROM now() AT TIME ZONE 'Asia/Bangkok' + interval '3 months')::integer + 543;
BEGIN
    SELECT * INTO run FROM privacy_retentionrun WHERE id = asked_run FOR UPDATE;
    IF run.id IS NULL OR run.answer <> 'ACCEPTED' OR run.decided_by_id IS NULL
       OR run.decided_by_id = run.asked_by_id THEN
        RAISE EXCEPTION 'run % was not ordered by two administrators', asked_run;
    END IF;
    IF run.finished_at IS NOT NULL THEN
        RAISE EXCEPTION 'run % was carried out', asked_run;
    END IF;
    SELECT p.approval_id INTO approval FROM payments_payment p WHERE p.case_id = asked_case;
    SELECT COALESCE(array_agg(p.case_id ORDER BY p.case_id), ARRAY[asked_case]) INTO unit
    FROM payments_payment p WHERE p.approval_id = approval;
    PERFORM FROM cases_case WHERE id = ANY (unit) ORDER BY id FOR UPDATE;
    IF EXISTS (SELECT FROM cases_tombstone WHERE case_id = ANY (unit)) THEN
        RAISE EXCEPTION 'the data of case % were removed before', asked_case;
    END IF;
    IF EXISTS (
        SELECT FROM unnest(unit) AS one (id) WHERE NOT EXISTS (
            SELECT FROM privacy_retentionitem i WHERE i.run_id = run.id AND i.case_id = one.id
        )
    ) THEN
        RAISE EXCEPTION 'case % or one of its round is not on run %', asked_case, run.id;
    END IF;
    IF (retention_year(unit) + run.years < this_year) IS NOT TRUE THEN
        RAISE EXCEPTION 'case % or one of its round is too young, or not over', asked_case;
    END IF;
    SELECT COALESCE(array_agg(f.id), '{}') INTO files
    FROM payments_transferfile f WHERE f.approval_id = approval;
    SELECT array_agg('cases.case:' || id) || ('payments.approval:' || COALESCE(approval, 0))
    INTO subjects FROM unnest(unit) AS one (id);
    SELECT subjects || COALESCE(array_agg('payments.transferfile:' || id), '{}')
    INTO subjects FROM unnest(files) AS one (id);

    PERFORM set_config('pgtrigger.ignore', (
        SELECT array_agg(DISTINCT tgname::text)::text FROM pg_trigger WHERE tgname LIKE 'pgtrigger_%'
    ), true);

    -- Who it was: each case is of somebody of its own whom nobody knows.
    INSERT INTO people_person (citizen_id)
    SELECT 'D' || lpad(id::text, 12, '0') FROM unnest(unit) AS one (id);
    WITH was AS (
        SELECT DISTINCT person_id AS id FROM cases_case WHERE id = ANY (unit)
    ), moved AS (
        UPDATE cases_case c SET
            person_id = i.id, first_name = 'ข้อมูลถูกทำลาย', last_name = 'ตามระยะเวลา',
            birth_date = make_date(extract(year FROM c.birth_date)::integer, 1, 1),
            hardship = removed, attached_papers = '{}', missing_papers = '{}', other_papers = '',
            title_id = CASE WHEN y.is_common THEN c.title_id ELSE COALESCE(
                (SELECT n.code FROM people_title n WHERE n.is_common AND n.gender = c.gender
                 ORDER BY n.position LIMIT 1), c.title_id) END,
            set_aside_note = CASE c.set_aside_note WHEN '' THEN '' ELSE removed END,
            amount_because = CASE c.amount_because WHEN '' THEN '' ELSE removed END,
            disqualified_because = CASE c.disqualified_because WHEN '' THEN '' ELSE removed END,
            failed_because = CASE c.failed_because WHEN '' THEN '' ELSE removed END,
            override_because = CASE c.override_because WHEN '' THEN '' ELSE removed END
        FROM people_person i, people_title y
        WHERE c.id = ANY (unit) AND i.citizen_id = 'D' || lpad(c.id::text, 12, '0')
          AND y.code = c.title_id
        RETURNING c.id
    )
    DELETE FROM people_person i USING was
    WHERE i.id = was.id AND (SELECT count(*) FROM moved) > 0
      AND NOT EXISTS (SELECT FROM cases_case c WHERE c.person_id = i.id AND c.id <> ALL (unit));

    -- Where the money went, and why it was changed.
    UPDATE cases_bankaccount SET
        account_name = '', account_number = '', phone = '', email = '',
        reason = CASE reason WHEN '' THEN '' ELSE removed END
    WHERE case_id = ANY (unit);
    UPDATE payments_accountchange h SET
        reason = removed, decided_because = CASE h.decided_because WHEN '' THEN '' ELSE removed END
    FROM payments_payment p WHERE p.id = h.payment_id AND p.case_id = ANY (unit);
    UPDATE payments_settledflag s SET reason = removed
    FROM payments_payment p WHERE p.id = s.payment_id AND p.case_id = ANY (unit);
    UPDATE payments_conflict x SET
        note = CASE x.note WHEN '' THEN '' ELSE removed END,
        settled_because = CASE x.settled_because WHEN '' THEN '' ELSE removed END
    FROM payments_line l JOIN payments_payment p ON p.id = l.payment_id
    WHERE l.id = x.line_id AND p.case_id = ANY (unit);
    UPDATE payments_line l SET return_note = removed
    FROM payments_payment p
    WHERE p.id = l.payment_id AND p.case_id = ANY (unit) AND l.return_note <> '';

    -- What was approved and sent: the figures stay, in the same form.
    UPDATE payments_approval v SET content = jsonb_set(
        v.content::jsonb || '{"removed": true}', '{cases}', (
            SELECT jsonb_agg(
                row || jsonb_build_object(
                    'citizen_id', 'D' || lpad(c.id::text, 12, '0'), 'title', y.name,
                    'first_name', c.first_name, 'last_name', c.last_name,
                    'account_name', '', 'account_number', '', 'phone', '', 'email', '',
                    'override_because', c.override_because
                ) ORDER BY nth
            )
            FROM jsonb_array_elements(v.content::jsonb -> 'cases') WITH ORDINALITY AS of (row, nth)
            JOIN cases_case c ON c.number = row ->> 'number'
            JOIN people_title y ON y.code = c.title_id
        ))::text
    WHERE v.id = approval;
    UPDATE payments_transferfile SET content = '' WHERE id = ANY (files);
    UPDATE payments_voiding SET reason = removed WHERE file_id = ANY (files);

    -- Papers: of a version its hash and its pages stay, and nothing of what came.
    SELECT COALESCE(array_agg(DISTINCT one.received_id), '{}') INTO came FROM (
        SELECT s.received_id FROM cases_source s JOIN cases_document d ON d.id = s.document_id
        WHERE d.case_id = ANY (unit)
        UNION ALL
        SELECT f.received_id FROM cases_draftfile f JOIN cases_draft d ON d.id = f.draft_id
        WHERE (d.became_id = ANY (unit) OR d.edits_id = ANY (unit)) AND f.received_id IS NOT NULL
    ) one;
    DELETE FROM cases_pageprint s USING cases_document d
    WHERE d.id = s.document_id AND d.case_id = ANY (unit);
    DELETE FROM cases_source s USING cases_document d
    WHERE d.id = s.document_id AND d.case_id = ANY (unit);
    DELETE FROM cases_draftpage g USING cases_draftfile f, cases_draft d
    WHERE f.id = g.file_id AND d.id = f.draft_id
      AND (d.became_id = ANY (unit) OR d.edits_id = ANY (unit));
    DELETE FROM cases_draftfile f USING cases_draft d
    WHERE d.id = f.draft_id AND (d.became_id = ANY (unit) OR d.edits_id = ANY (unit));
    UPDATE cases_draft SET
        typed = '{}', citizen_id = 'D' || lpad(COALESCE(became_id, edits_id)::text, 12, '0')
    WHERE became_id = ANY (unit) OR edits_id = ANY (unit);
    INSERT INTO cases_tombstone (case_id, run, removed_at, digest, documents)
    SELECT c.id, run.id, clock_timestamp(), COALESCE(v.digest, ''),
           (SELECT count(*) FROM cases_document d WHERE d.case_id = c.id)
    FROM cases_case c LEFT JOIN payments_approval v ON v.id = approval
    WHERE c.id = ANY (unit);
    UPDATE cases_document SET stored_as = '', made_from = '[]' WHERE case_id = ANY (unit);
    DELETE FROM cases_received r
    WHERE r.id = ANY (came)
      AND NOT EXISTS (SELECT FROM cases_source s WHERE s.received_id = r.id)
      AND NOT EXISTS (SELECT FROM cases_draftfile f WHERE f.received_id = r.id);

    -- The register: less may be said, nothing else.
    IF EXISTS (
        SELECT FROM jsonb_to_recordset(events)
            AS left_of (id bigint, before jsonb, after jsonb, said text, mark text)
        LEFT JOIN audit_event v ON v.id = left_of.id
        WHERE (v.subject = ANY (subjects) AND v.before @> left_of.before
               AND v.after @> left_of.after) IS NOT TRUE
    ) THEN
        RAISE EXCEPTION 'an event of another record, or one that would say something new';
    END IF;
    INSERT INTO audit_redaction (event_id, run, at, said, mark)
    SELECT left_of.id, run.id, now(), left_of.said, decode(left_of.mark, 'hex')
    FROM jsonb_to_recordset(events) AS left_of (id bigint, said text, mark text);
    UPDATE audit_event v SET before = left_of.before, after = left_of.after, note = ''
    FROM jsonb_to_recordset(events) AS left_of (id bigint, before jsonb, after jsonb)
    WHERE v.id = left_of.id;
    IF EXISTS (SELECT FROM audit_event WHERE subject = ANY (subjects) AND note <> '') THEN
        RAISE EXCEPTION 'a reason of case % or its round is left in the register', asked_case;
    END IF;

    PERFORM set_config('pgtrigger.ignore', '{}', true);
    RETURN unit;
END
$$;

-- What is left when all cases of a run are done: lists of the bank of which no money is kept any more,
-- and forms that became no case. Says when it was.
CREATE FUNCTION finish_retention(asked_run bigint) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    run privacy_retentionrun;
    last_year integer;
    came bigint[];
BEGIN
    SELECT * INTO run FROM privacy_retentionrun WHERE id = asked_run FOR UPDATE;
    IF run.id IS NULL OR run.answer <> 'ACCEPTED' OR run.finished_at IS NOT NULL THEN
        RAISE EXCEPTION 'run % is not accepted, or was carried out', asked_run;
    END IF;
    UPDATE privacy_retentionrun SET finished_at = now() WHERE id = run.id;
    last_year := extract(
        year FROM now() AT TIME ZONE 'Asia/Bangkok' + interval '3 months'
    )::integer + 542 - run.years;
    PERFORM set_config('pgtrigger.ignore', (
        SELECT array_agg(DISTINCT tgname::text)::text FROM pg_trigger WHERE tgname LIKE 'pgtrigger_%'
    ), true);
    UPDATE payments_resultlist r SET content = '', name = 'ข้อมูลถูกทำลายตามระยะเวลา'
    WHERE r.fiscal_year_id <= last_year AND r.content <> '' AND NOT EXISTS (
        SELECT FROM payments_payment p
        JOIN payments_approval v ON v.id = p.approval_id
        WHERE v.office_id = r.office_id AND v.fiscal_year_id = r.fiscal_year_id
          AND NOT EXISTS (SELECT FROM cases_tombstone t WHERE t.case_id = p.case_id)
    );
    SELECT COALESCE(array_agg(DISTINCT f.received_id), '{}') INTO came
    FROM cases_draftfile f JOIN cases_draft d ON d.id = f.draft_id
    WHERE d.became_id IS NULL AND d.edits_id IS NULL AND d.fiscal_year_id <= last_year;
    DELETE FROM cases_draftpage g USING cases_draftfile f, cases_draft d
    WHERE f.id = g.file_id AND d.id = f.draft_id AND d.became_id IS NULL AND d.edits_id IS NULL
      AND d.fiscal_year_id <= last_year;
    DELETE FROM cases_draftfile f USING cases_draft d
    WHERE d.id = f.draft_id AND d.became_id IS NULL AND d.edits_id IS NULL
      AND d.fiscal_year_id <= last_year;
    UPDATE cases_draft SET typed = '{}', citizen_id = 'D000000000000'
    WHERE became_id IS NULL AND edits_id IS NULL AND fiscal_year_id <= last_year;
    DELETE FROM cases_received r
    WHERE r.id = ANY (came)
      AND NOT EXISTS (SELECT FROM cases_source s WHERE s.received_id = r.id)
      AND NOT EXISTS (SELECT FROM cases_draftfile f WHERE f.received_id = r.id);
    PERFORM set_config('pgtrigger.ignore', '{}', true);
    RETURN now();
END
$$;

REVOKE ALL ON FUNCTION remove_personal_data(bigint, bigint, jsonb), finish_retention(bigint) FROM PUBLIC;
