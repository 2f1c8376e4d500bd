-- A case's status is the end of its events, each a step of the table, by its office and duty.
SELECT what, why FROM (
    SELECT c.what, CASE
        WHEN s.case_id IS NULL AND c.status <> 'IN_MEETING' THEN 'สถานะไม่มีเหตุการณ์รองรับ'
        WHEN (s.here, s.there) NOT IN (
            ('IN_MEETING', 'APPROVED'), ('IN_MEETING', 'DISQUALIFIED'),
            ('IN_MEETING', 'SET_ASIDE'), ('SET_ASIDE', 'DISQUALIFIED'),
            ('SET_ASIDE', 'IN_MEETING'), ('APPROVED', 'PAID'), ('APPROVED', 'PAYMENT_FAILED'),
            ('PAID', 'APPROVED'), ('PAYMENT_FAILED', 'PAID')
        ) THEN 'เปลี่ยนจาก ' || s.here || ' เป็น ' || s.there || ' ไม่ได้'
        WHEN s.was <> s.here THEN 'เหตุการณ์ไม่ต่อเนื่องกัน'
        WHEN s.is_last AND s.there <> c.status
        THEN 'เหตุการณ์ล่าสุดเป็น ' || s.there || ' แต่สถานะเป็น ' || c.status
        WHEN o.office_id IS DISTINCT FROM c.office_id AND s.case_id IS NOT NULL
        THEN 'ผู้เปลี่ยนสถานะไม่ใช่เจ้าหน้าที่ของเขต'
        WHEN NOT d.duties && CASE s.there
            WHEN 'APPROVED' THEN ARRAY['HEAD']
            WHEN 'PAID' THEN ARRAY['PAYER', 'HEAD']
            ELSE ARRAY['CASEWORKER', 'HEAD', 'PAYER']
        END THEN 'ผู้เปลี่ยนสถานะเป็น ' || s.there || ' ไม่เคยมีหน้าที่นั้น'
    END AS why
    FROM c
    LEFT JOIN (
        SELECT case_id, by_id, was, upper(substr(verb, 6)) AS there,
               lag(upper(substr(verb, 6)), 1, 'IN_MEETING') OVER its AS here,
               lead(id) OVER its IS NULL AS is_last
        FROM e
        WHERE verb IN ('case.in_meeting', 'case.set_aside', 'case.disqualified',
                       'case.approved', 'case.paid', 'case.payment_failed')
        WINDOW its AS (PARTITION BY case_id ORDER BY id)
    ) s ON s.case_id = c.id
    LEFT JOIN offices_officer o ON o.id = s.by_id
    LEFT JOIN (
        SELECT officer_id, array_agg(duty::text) AS duties FROM offices_appointment GROUP BY officer_id
    ) d ON d.officer_id = s.by_id
) step WHERE why IS NOT NULL
