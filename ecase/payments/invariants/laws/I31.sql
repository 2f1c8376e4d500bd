-- The fiscal year is one: of the case, its number, its draft, its round and its approval.
SELECT c.what AS what, 'ปีงบประมาณหรือลำดับไม่ตรงกับหมายเลขเคส' AS why
FROM c WHERE c.number <> c.fiscal_year_id || '-' || c.sequence
UNION ALL
SELECT c.what, 'ปีงบประมาณไม่ตรงกับร่าง'
FROM c JOIN cases_draft d ON d.became_id = c.id WHERE d.fiscal_year_id <> c.fiscal_year_id
UNION ALL
SELECT c.what, 'ปีงบประมาณไม่ตรงกับรอบประชุมหรือรายการอนุมัติ'
FROM p
JOIN c ON c.id = p.case_id
JOIN payments_approval v ON v.id = p.approval_id
JOIN meetings_meeting m ON m.id = v.meeting_id
WHERE c.fiscal_year_id <> v.fiscal_year_id OR m.fiscal_year_id <> v.fiscal_year_id
