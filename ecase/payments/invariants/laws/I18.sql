-- After closing, money goes to the account that was approved, or to one that a second person accepted.
SELECT 'Case' || k.number AS what, 'บัญชีรับเงินเปลี่ยนหลังอนุมัติ โดยไม่มีผู้รับรอง' AS why
FROM p
JOIN cases_case k ON k.id = p.case_id
LEFT JOIN cases_bankaccount b ON b.id = k.bank_account_id
LEFT JOIN (
    SELECT DISTINCT ON (h.payment_id) h.payment_id, h.account_id
    FROM payments_accountchange h JOIN p ON p.id = h.payment_id
    WHERE h.decision = 'ACCEPTED' ORDER BY h.payment_id, h.decided_at DESC, h.id DESC
) last ON last.payment_id = p.id
LEFT JOIN r ON r.approval_id = p.approval_id AND r.number = k.number
WHERE CASE
    WHEN last.payment_id IS NOT NULL THEN last.account_id <> b.id
    ELSE (b.bank_id, b.branch_code, b.account_name, b.number_digest)
         IS DISTINCT FROM (r.bank_code, r.branch_code, r.account_name, r.number_digest)
END
UNION ALL
SELECT 'Case' || k.number, 'บัญชีฉบับที่ ' || b.version || ' เพิ่มหลังอนุมัติ โดยไม่มีการเสนอ'
FROM p
JOIN payments_approval v ON v.id = p.approval_id
JOIN cases_case k ON k.id = p.case_id
JOIN cases_bankaccount b ON b.case_id = k.id AND b.made_at > v.approved_at
LEFT JOIN payments_accountchange h ON h.account_id = b.id
WHERE h.id IS NULL
UNION ALL
SELECT 'Case' || k.number, CASE
    WHEN h.reason = '' THEN 'การแก้บัญชีไม่มีเหตุผล'
    WHEN d.id IS NULL THEN 'รับรองบัญชีอื่นโดยไม่มีเอกสารทางการเงิน'
    ELSE 'เสนอหรือรับรองบัญชีขณะเงินอยู่ในไฟล์หรือจ่ายแล้ว'
END
FROM p
JOIN payments_accountchange h ON h.payment_id = p.id
JOIN cases_case k ON k.id = p.case_id
JOIN cases_bankaccount b ON b.id = h.before_id
JOIN cases_bankaccount n ON n.id = h.account_id
LEFT JOIN cases_document d ON d.id = h.paper_id AND d.bundle = 'financial' AND d.case_id = k.id
WHERE h.reason = ''
   OR h.decision = 'ACCEPTED' AND d.id IS NULL
      AND (b.bank_id, b.branch_code, b.account_name, b.number_digest)
       <> (n.bank_id, n.branch_code, n.account_name, n.number_digest)
   OR EXISTS (
       SELECT FROM l
       WHERE l.payment_id = p.id
         AND (l.made_at < h.proposed_at AND (l.result = 'PENDING' OR l.answered_at > h.proposed_at)
              OR l.made_at > h.proposed_at AND l.made_at < h.decided_at)
         -- Answered anew since, by a word of the bank that came later.
         AND NOT EXISTS (
             SELECT FROM payments_conflict x WHERE x.line_id = l.id AND x.settlement = 'CORRECTED'
         )
   )
