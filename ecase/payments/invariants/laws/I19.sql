-- No line was sent while its account waited to be accepted, or with a flag that nobody had settled.
SELECT l.reference AS what, 'ส่งขณะที่บัญชีรอรับรอง' AS why
FROM l JOIN payments_accountchange h ON h.payment_id = l.payment_id
WHERE h.proposed_at <= l.made_at AND (h.decided_at IS NULL OR h.decided_at > l.made_at)
UNION ALL
SELECT DISTINCT l.reference, 'ส่งไปยังบัญชีเดียวกับผู้ขอรับรายอื่น โดยไม่มีหัวหน้าฝ่ายตรวจ'
FROM l
JOIN payments_payment q ON q.id = l.payment_id
JOIN cases_case k ON k.id = q.case_id
JOIN cases_bankaccount b ON b.id = l.bank_account_id
JOIN cases_bankaccount n ON n.account_key = b.account_key AND n.bank_id = b.bank_id
JOIN cases_case o ON o.bank_account_id = n.id
WHERE l.result IN ('PENDING', 'PAID') AND o.person_id <> k.person_id
  AND b.account_number <> ''  -- which retention removed
  AND o.status <> 'DISQUALIFIED' AND n.made_at <= l.made_at
  -- It came to be the other's account only later.
  AND NOT EXISTS (
      SELECT FROM payments_accountchange h WHERE h.account_id = n.id AND h.decided_at > l.made_at
  )
  AND NOT EXISTS (
      SELECT FROM payments_settledflag s
      WHERE s.account_id = b.id AND s.kind = 'SAME_ACCOUNT'
        AND s.about = 'person:' || o.person_id AND s.settled_at <= l.made_at
  )
UNION ALL
SELECT DISTINCT l.reference, 'ส่งไปยังบัญชีที่เจ้าหน้าที่แจ้งเป็นของตน โดยไม่มีหัวหน้าฝ่ายตรวจ'
FROM l
JOIN cases_bankaccount b ON b.id = l.bank_account_id
JOIN payments_officeraccount w ON w.account_key = b.account_key AND w.bank_id = b.bank_id
WHERE l.result IN ('PENDING', 'PAID')
  AND w.declared_at <= l.made_at
  AND NOT EXISTS (
      SELECT FROM payments_settledflag s
      WHERE s.account_id = b.id AND s.kind = 'OFFICERS_ACCOUNT'
        AND s.about = 'officer:' || w.officer_id AND s.settled_at <= l.made_at
  )
