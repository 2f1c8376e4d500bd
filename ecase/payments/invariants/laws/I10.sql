-- An approval is all of its round: its payments are its list, and its number is the next.
SELECT a.what AS what, 'จำนวนรายหรือยอดรวมไม่ตรงกับรายการจ่าย' AS why
FROM a LEFT JOIN (
    SELECT approval_id, count(*) AS count, sum(amount) AS total FROM p GROUP BY approval_id
) s ON s.approval_id = a.id
WHERE (s.count, s.total) IS DISTINCT FROM (a.count::bigint, a.total)
UNION ALL
SELECT a.what, 'เลขที่ของรายการอนุมัติไม่ตรงกับรอบประชุม'
FROM a JOIN meetings_meeting m ON m.id = a.meeting_id
WHERE (m.office_id, m.fiscal_year_id, m.number) <> (a.office_id, a.fiscal_year_id, a.number)
UNION ALL
SELECT 'payments.approval:' || s.id, 'เลขที่ของรายการอนุมัติไม่ต่อเนื่องตามลำดับที่ปิดรอบ'
FROM (
    SELECT v.id, v.number,
           row_number() OVER (PARTITION BY v.office_id, v.fiscal_year_id ORDER BY v.id) AS nth
    FROM beside v
) s WHERE s.number <> s.nth
UNION ALL
SELECT COALESCE('Case' || r.number, 'Case' || q.number), 'รายการจ่ายไม่ตรงกับรายการที่อนุมัติ'
FROM r
FULL JOIN (
    SELECT p.approval_id, p.position, p.amount, k.number, k.amount AS granted
    FROM p JOIN cases_case k ON k.id = p.case_id
) q ON q.approval_id = r.approval_id AND q.number = r.number
WHERE (q.position, q.amount, q.granted) IS DISTINCT FROM (r.position, r.amount, r.amount)
UNION ALL
SELECT a.what, 'รหัสตรวจสอบในทะเบียนไม่ตรงกับรายการที่อนุมัติ'
FROM a
WHERE NOT EXISTS (
    SELECT FROM audit_event v
    WHERE v.subject = 'payments.approval:' || a.id AND v.verb = 'approval.made'
      AND v.after ->> 'digest' = a.digest
) OR NOT EXISTS (
    SELECT FROM audit_event v
    WHERE v.subject = 'meetings.meeting:' || a.meeting_id AND v.verb = 'meeting.closed'
      AND v.after ->> 'digest' = a.digest AND v.by_id = a.approved_by_id
)
