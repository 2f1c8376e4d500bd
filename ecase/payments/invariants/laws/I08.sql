-- A case is on one round; a granted case has one payment, of the approval of that round.
SELECT 'Case' || k.number AS what, 'อนุมัติเงินแล้วแต่ไม่มีรายการจ่าย' AS why
FROM on_rounds k LEFT JOIN payments_payment q ON q.case_id = k.id
WHERE k.status IN ('APPROVED', 'PAID', 'PAYMENT_FAILED') AND q.id IS NULL
UNION ALL
SELECT 'Case' || k.number, 'อยู่ในที่ประชุมของรอบที่ปิดแล้ว'
FROM on_rounds k
JOIN meetings_meeting m ON m.office_id = k.office_id AND m.fiscal_year_id = k.fiscal_year_id
    AND m.number = k.round
WHERE k.status = 'IN_MEETING' AND m.stage = 'CLOSED'
UNION ALL
SELECT 'Case' || k.number, 'มีรายการจ่ายทั้งที่ไม่ได้อนุมัติเงินในรอบนั้น'
FROM p JOIN cases_case k ON k.id = p.case_id JOIN payments_approval v ON v.id = p.approval_id
WHERE k.status NOT IN ('APPROVED', 'PAID', 'PAYMENT_FAILED')
   OR (k.office_id, k.fiscal_year_id, k.round) <> (v.office_id, v.fiscal_year_id, v.number)
UNION ALL
SELECT c.what, 'มีรายการจ่ายมากกว่าหนึ่งรายการ'
FROM c JOIN payments_payment q ON q.case_id = c.id
GROUP BY c.id, c.what HAVING count(*) > 1
