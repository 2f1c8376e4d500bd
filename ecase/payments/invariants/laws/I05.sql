-- All that belongs to a case or an approval is of its office, and of no other case.
SELECT c.what AS what, 'บัญชีรับเงินที่ใช้อยู่ไม่ใช่ของเคสนี้' AS why
FROM c LEFT JOIN cases_bankaccount b ON b.id = c.bank_account_id
WHERE b.case_id IS DISTINCT FROM c.id
UNION ALL
SELECT c.what, 'ร่างเป็นของเขตอื่น'
FROM c JOIN cases_draft d ON d.became_id = c.id WHERE d.office_id <> c.office_id
UNION ALL
SELECT DISTINCT c.what, 'เหตุการณ์อยู่ในทะเบียนของเขตอื่น'
FROM c JOIN offices_office o ON o.id = c.office_id JOIN e ON e.case_id = c.id
WHERE e.office <> o.code
UNION ALL
SELECT 'Case' || k.number, 'เงินของเคสเป็นของเขตอื่น'
FROM p JOIN cases_case k ON k.id = p.case_id JOIN payments_approval v ON v.id = p.approval_id
WHERE p.office_id <> v.office_id OR p.office_id <> k.office_id
UNION ALL
SELECT a.what, 'รอบประชุมเป็นของเขตอื่น'
FROM a JOIN meetings_meeting m ON m.id = a.meeting_id WHERE m.office_id <> a.office_id
UNION ALL
SELECT f.what, 'ไฟล์หรือการยกเลิกไฟล์เป็นของเขตอื่น'
FROM f LEFT JOIN payments_voiding w ON w.file_id = f.id
WHERE f.office_id <> f.of_office OR w.office_id <> f.of_office
UNION ALL
SELECT 'Case' || k.number, 'การเสนอแก้บัญชีเป็นของเขตหรือเคสอื่น'
FROM p
JOIN payments_accountchange h ON h.payment_id = p.id
JOIN cases_case k ON k.id = p.case_id
JOIN cases_bankaccount b ON b.id = h.before_id
JOIN cases_bankaccount n ON n.id = h.account_id
LEFT JOIN cases_document d ON d.id = h.paper_id
WHERE h.office_id <> p.office_id OR b.case_id <> k.id OR n.case_id <> k.id OR d.case_id <> k.id
UNION ALL
SELECT 'Case' || k.number, 'ข้อสังเกตที่ตรวจแล้วเป็นของเขตหรือเคสอื่น'
FROM p
JOIN payments_settledflag s ON s.payment_id = p.id
JOIN cases_case k ON k.id = p.case_id
JOIN cases_bankaccount b ON b.id = s.account_id
WHERE s.office_id <> p.office_id OR b.case_id <> k.id
UNION ALL
SELECT l.reference, 'รายการโอนหรือผลที่ขัดกันเป็นของเขตหรือเคสอื่น'
FROM l
JOIN payments_payment q ON q.id = l.payment_id
JOIN cases_bankaccount b ON b.id = l.bank_account_id
LEFT JOIN payments_conflict x ON x.line_id = l.id
WHERE b.case_id <> q.case_id OR q.approval_id <> l.approval_id OR x.office_id <> q.office_id
