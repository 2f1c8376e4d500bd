-- Numbers have no gaps, and nothing that was once recorded is gone.
SELECT 'Case' || s.fiscal_year_id || '-' || s.before + 1 AS what, 'หมายเลขเคสขาดหายไป' AS why
FROM (
    SELECT fiscal_year_id, sequence,
           lag(sequence, 1, 0) OVER (PARTITION BY fiscal_year_id ORDER BY sequence) AS before
    FROM cases_case WHERE EXISTS (SELECT FROM everything)
) s WHERE s.sequence <> s.before + 1
UNION ALL
SELECT 'cases.casecounter:' || COALESCE(k.fiscal_year_id, m.fiscal_year_id),
       'เลขล่าสุดไม่ตรงกับหมายเลขเคสล่าสุด'
FROM (
    SELECT fiscal_year_id, max(sequence) AS last FROM cases_case
    WHERE EXISTS (SELECT FROM everything) GROUP BY fiscal_year_id
) m
FULL JOIN cases_casecounter k ON k.fiscal_year_id = m.fiscal_year_id
WHERE EXISTS (SELECT FROM everything) AND COALESCE(m.last, 0) <> COALESCE(k.last, 0)
UNION ALL
SELECT c.what, 'ไม่มีเหตุการณ์บันทึกเคสหนึ่งครั้งพอดี'
FROM c LEFT JOIN t ON t.case_id = c.id
WHERE t.recorded IS DISTINCT FROM 1
UNION ALL
SELECT v.subject, 'มีเหตุการณ์บันทึก แต่รายการหายไป'
FROM audit_event v
WHERE EXISTS (SELECT FROM everything) AND (
    v.verb = 'case.recorded' AND NOT EXISTS (
        SELECT FROM cases_case k WHERE k.id = substr(v.subject, 12)::bigint
    ) OR v.verb = 'approval.made' AND NOT EXISTS (
        SELECT FROM payments_approval k WHERE k.id = substr(v.subject, 19)::bigint
    ) OR v.verb = 'file.made' AND NOT EXISTS (
        SELECT FROM payments_transferfile k WHERE k.id = substr(v.subject, 23)::bigint
    )
)
UNION ALL
SELECT 'meetings.meeting:' || s.id, 'เลขรอบประชุมไม่ต่อเนื่อง'
FROM (
    SELECT m.id, m.number, row_number() OVER (
        PARTITION BY m.office_id, m.fiscal_year_id ORDER BY m.number
    ) AS nth
    FROM rounds m
) s WHERE s.number <> s.nth
UNION ALL
SELECT s.what, 'เลขไฟล์ไม่ต่อเนื่อง'
FROM (
    SELECT f.what, f.number,
           row_number() OVER (PARTITION BY f.approval_id, f.group ORDER BY f.number) AS nth
    FROM f
) s WHERE s.number <> s.nth
UNION ALL
SELECT f.what, 'ไม่มีเหตุการณ์ออกไฟล์'
FROM f
WHERE NOT EXISTS (
    SELECT FROM audit_event v
    WHERE v.subject = 'payments.transferfile:' || f.id AND v.verb = 'file.made'
)
UNION ALL
SELECT COALESCE(n.reference, s.reference), 'รายการในไฟล์กับเหตุการณ์ส่งเงินไม่ตรงกัน'
FROM (SELECT reference FROM l) n
FULL JOIN (SELECT reference FROM e WHERE verb = 'payment.sent') s ON s.reference = n.reference
WHERE n.reference IS NULL OR s.reference IS NULL
UNION ALL
SELECT c.what, 'เลขฉบับของบัญชีรับเงินไม่ต่อเนื่อง'
FROM c JOIN cases_bankaccount b ON b.case_id = c.id
GROUP BY c.id, c.what HAVING min(b.version) <> 1 OR max(b.version) <> count(*)
UNION ALL
SELECT c.what, 'เลขฉบับของเอกสารไม่ต่อเนื่อง'
FROM c JOIN cases_document d ON d.case_id = c.id
GROUP BY c.id, c.what, d.bundle HAVING min(d.version) <> 1 OR max(d.version) <> count(*)
UNION ALL
-- What was removed was on an order that two administrators gave.
SELECT c.what, 'ข้อมูลถูกทำลายโดยไม่มีคำสั่งของผู้ดูแลระบบสองคน'
FROM c JOIN cases_tombstone z ON z.case_id = c.id
LEFT JOIN privacy_retentionitem t ON t.case_id = c.id AND t.run_id = z.run
LEFT JOIN privacy_retentionrun u ON u.id = t.run_id AND u.answer = 'ACCEPTED'
    AND u.decided_by_id <> u.asked_by_id AND u.decided_at <= z.removed_at + interval '5 minutes'
WHERE u.id IS NULL
