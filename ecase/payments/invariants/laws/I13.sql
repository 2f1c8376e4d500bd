-- A file is its lines: each of its bank group, to the account then in force. That its bytes are its
-- hash is asked where they are opened (opening.py).
SELECT f.what AS what, 'จำนวนรายหรือยอดรวมของไฟล์ไม่ตรงกับรายการในไฟล์' AS why
FROM f LEFT JOIN (
    SELECT file_id, count(*) AS count, sum(amount) AS total, min(position) AS first,
           max(position) AS last
    FROM l GROUP BY file_id
) s ON s.file_id = f.id
WHERE (s.count, s.total, s.first, s.last)
      IS DISTINCT FROM (f.count::bigint, f.total, 1, f.count)
UNION ALL
SELECT l.reference, CASE
    WHEN (b.bank_id = '006') <> (l.group = 'krungthai') THEN 'บัญชีอยู่ต่างกลุ่มธนาคารกับไฟล์'
    WHEN l.amount <> q.amount THEN 'จำนวนเงินต่างจากที่อนุมัติ'
    WHEN l.bank_account_id <> COALESCE(then_is.account_id, first.before_id, k.bank_account_id)
    THEN 'ส่งไปยังบัญชีที่ไม่ได้มีผลในเวลานั้น'
    ELSE 'เลขอ้างอิงไม่ใช่ของรายการนี้'
END
FROM l
JOIN payments_payment q ON q.id = l.payment_id
JOIN payments_approval v ON v.id = l.approval_id
JOIN offices_office o ON o.id = v.office_id
JOIN cases_case k ON k.id = q.case_id
JOIN cases_bankaccount b ON b.id = l.bank_account_id
LEFT JOIN (
    SELECT DISTINCT ON (n.id) n.id AS line_id, h.account_id
    FROM l n JOIN payments_accountchange h ON h.payment_id = n.payment_id
    WHERE h.decision = 'ACCEPTED' AND h.decided_at <= n.made_at
    ORDER BY n.id, h.decided_at DESC, h.id DESC
) then_is ON then_is.line_id = l.id
LEFT JOIN (
    SELECT DISTINCT ON (h.payment_id) h.payment_id, h.before_id
    FROM payments_accountchange h JOIN p ON p.id = h.payment_id
    ORDER BY h.payment_id, h.id
) first ON first.payment_id = l.payment_id
WHERE (b.bank_id = '006') <> (l.group = 'krungthai')
   OR l.amount <> q.amount
   OR l.bank_account_id <> COALESCE(then_is.account_id, first.before_id, k.bank_account_id)
   OR left(l.reference, -1) <> lpad((v.fiscal_year_id - 2500)::text, 2, '0') || o.code
      || lpad(v.number::text, 3, '0') || CASE l.group WHEN 'krungthai' THEN '1' ELSE '2' END
      || lpad(l.file_number::text, 2, '0') || lpad(l.position::text, 5, '0')
