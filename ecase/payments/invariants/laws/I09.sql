-- What was approved is what was frozen: the tables are the list. That the list is its digest is asked
-- where it is opened (opening.py).
SELECT a.what AS what, 'หัวรายการที่อนุมัติไม่ตรงกับตาราง' AS why
FROM a JOIN meetings_meeting m ON m.id = a.meeting_id
JOIN opened ON opened.approval_id = a.id
CROSS JOIN LATERAL json_to_record(opened.content) AS head (
    office text, fiscal_year integer, number integer, count integer, total numeric
)
WHERE (head.office, head.fiscal_year, head.number, head.count, head.total) IS DISTINCT FROM
      (a.office_code, a.fiscal_year_id::integer, a.number::integer, a.count, a.total)
   OR m.stage <> 'CLOSED' OR m.closed_by_id IS DISTINCT FROM a.approved_by_id
UNION ALL
SELECT what, why FROM (
    SELECT COALESCE('Case' || k.number, r.of_approval || ' Case' || r.number) AS what, CASE
        WHEN k.id IS NULL OR i.id IS NULL THEN 'อยู่ในรายการที่อนุมัติ แต่ไม่มีเคส'
        WHEN r.citizen_id_digest <> i.citizen_id_digest THEN 'เลขประจำตัวประชาชนต่างจากที่อนุมัติ'
        WHEN (r.first_name, r.last_name, r.is_disabled) <>
             (k.first_name, k.last_name, k.is_disabled) THEN 'ชื่อหรือความพิการต่างจากที่อนุมัติ'
        WHEN (r.requested_amount, r.amount, r.override_because) <>
             (k.requested_amount, k.amount, k.override_because)
        THEN 'จำนวนเงินหรือเหตุผลที่ช่วยเหลือซ้ำต่างจากที่อนุมัติ'
        -- The name of another one; that one's own name may have been put right since.
        WHEN y.id <> k.assistance_type_id OR n.code <> k.title_id
        THEN 'ประเภทเงินหรือคำนำหน้าต่างจากที่อนุมัติ'
    END AS why
    FROM r
    LEFT JOIN cases_case k ON k.number = r.number
    LEFT JOIN people_person i ON i.id = k.person_id
    LEFT JOIN regulations_assistancetype y ON y.name = r.assistance_type
    LEFT JOIN people_title n ON n.name = r.title
) row WHERE why IS NOT NULL
UNION ALL
SELECT 'Case' || r.number, 'เอกสารต่างจากที่อนุมัติ'
FROM r JOIN cases_case k ON k.number = r.number
LEFT JOIN LATERAL (
    SELECT jsonb_object_agg(last.bundle, last.sha256) AS papers
    FROM (
        SELECT DISTINCT ON (d.bundle) d.bundle, d.sha256 FROM cases_document d
        WHERE d.case_id = k.id AND d.added_at <= r.approved_at
        ORDER BY d.bundle, d.version DESC
    ) last
) had ON true
WHERE r.papers IS DISTINCT FROM COALESCE(had.papers, '{}')
