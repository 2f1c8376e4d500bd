-- A payment is paid once and in one unanswered file at most; a settled one moves by two persons.
SELECT 'Case' || k.number AS what, CASE
    WHEN s.paid > 1 THEN 'จ่ายสำเร็จมากกว่าหนึ่งครั้ง'
    WHEN s.live > 1 THEN 'อยู่ในไฟล์ที่รอผลหรือจ่ายสำเร็จมากกว่าหนึ่งรายการ'
    ELSE 'สถานะการจ่าย ' || p.status || ' ไม่ตรงกับเคส ไฟล์ หรือการเสนอแก้บัญชี'
END AS why
FROM p
JOIN cases_case k ON k.id = p.case_id
LEFT JOIN (
    SELECT n.payment_id, count(*) FILTER (WHERE n.result = 'PAID') AS paid, count(*) AS live,
           max(n.result) AS result
    FROM payments_line n JOIN p ON p.id = n.payment_id
    WHERE n.result IN ('PENDING', 'PAID')
    GROUP BY n.payment_id
) s ON s.payment_id = p.id
LEFT JOIN payments_accountchange h ON h.payment_id = p.id AND h.decision = 'OPEN'
WHERE s.live > 1
   OR (p.status, COALESCE(s.result, ''), k.status, h.id IS NOT NULL) NOT IN (
       ('DUE', '', 'APPROVED', false), ('HELD', '', 'APPROVED', true),
       ('IN_FILE', 'PENDING', 'APPROVED', false), ('RETURNED', '', 'APPROVED', false),
       ('PAID', 'PAID', 'PAID', false), ('FAILED', '', 'PAYMENT_FAILED', false)
   )
UNION ALL
SELECT c.what, 'ผลที่สิ้นสุดแล้วเปลี่ยนไป โดยไม่มีการตัดสินของสองคน'
FROM t
JOIN c ON c.id = t.case_id
LEFT JOIN (
    SELECT q.case_id,
           count(*) FILTER (WHERE x.says = 'PAID') AS late_paid,
           count(*) FILTER (WHERE x.says = 'RETURNED') AS late_returned
    FROM payments_conflict x
    JOIN l ON l.id = x.line_id
    JOIN payments_payment q ON q.id = l.payment_id
    WHERE x.settlement = 'CORRECTED'
    GROUP BY q.case_id
) x ON x.case_id = t.case_id
WHERE t.case_paid <> t.line_paid + COALESCE(x.late_paid, 0)
   OR t.taken_back <> COALESCE(x.late_returned, 0)
UNION ALL
SELECT l.reference, 'ผลของรายการ ' || l.result || ' ไม่มีเหตุการณ์หรือการตัดสินรองรับ'
FROM l
LEFT JOIN (
    SELECT DISTINCT reference, upper(substr(verb, 9)) AS result FROM e
    WHERE verb IN ('payment.paid', 'payment.returned', 'payment.void')
) s ON s.reference = l.reference AND s.result = l.result
WHERE l.result <> 'PENDING' AND s.reference IS NULL AND NOT EXISTS (
    SELECT FROM payments_conflict x
    WHERE x.line_id = l.id AND x.settlement = 'CORRECTED' AND x.says = l.result
)
UNION ALL
SELECT l.reference, 'รายการยกเลิก แต่ไม่มีการรับรองการยกเลิกไฟล์'
FROM l
LEFT JOIN payments_voiding w ON w.file_id = l.file_id AND w.accepted_at IS NOT NULL
WHERE (l.result = 'VOID') <> (w.id IS NOT NULL) AND NOT EXISTS (
    SELECT FROM payments_conflict x
    WHERE x.line_id = l.id AND x.settlement = 'CORRECTED' AND x.recorded = 'VOID'
)
