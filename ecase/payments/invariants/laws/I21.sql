-- A granted case has both bundles of papers, and none came after closing but bank papers.
SELECT c.what AS what, 'ไม่มีเอกสารครบทั้งสองชุด' AS why
FROM c LEFT JOIN cases_document d ON d.case_id = c.id
WHERE c.status IN ('APPROVED', 'PAID', 'PAYMENT_FAILED')
GROUP BY c.id, c.what
HAVING count(DISTINCT d.bundle) FILTER (WHERE d.bundle IN ('supporting', 'financial')) <> 2
UNION ALL
SELECT c.what, 'มีเอกสารที่เกี่ยวข้องเพิ่มหลังอนุมัติเงิน'
FROM p
JOIN c ON c.id = p.case_id
JOIN payments_approval v ON v.id = p.approval_id
JOIN cases_document d ON d.case_id = c.id
WHERE d.bundle <> 'financial' AND d.added_at > v.approved_at
