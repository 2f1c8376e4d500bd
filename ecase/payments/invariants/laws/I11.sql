-- Who closed a round recorded or edited no case of it, unless a waiver of the office let it be.
SELECT DISTINCT c.what AS what, 'ผู้ปิดรอบเป็นผู้บันทึกหรือแก้ไขเคสในรอบนั้น' AS why
FROM p
JOIN c ON c.id = p.case_id
JOIN payments_approval v ON v.id = p.approval_id
JOIN meetings_meeting m ON m.id = v.meeting_id
WHERE m.waiver_id IS NULL AND (
    m.closed_by_id IN (c.recorded_by_id, c.edited_by_id)
    OR EXISTS (
        SELECT FROM cases_hand h
        WHERE h.officer_id = m.closed_by_id AND (
            h.case_id = c.id AND h.deed IN ('RECORDED', 'EDITED')
            OR h.case_id = c.follows_id AND h.deed = 'FAILED'
        )
    )
)
UNION ALL
-- Recorded anew, and not begun again, a case is of the same money.
SELECT DISTINCT c.what, 'ผู้ปิดรอบเป็นผู้บันทึกจ่ายไม่สำเร็จของเคสก่อนหน้า'
FROM p
JOIN c ON c.id = p.case_id AND c.override_because = ''
JOIN payments_approval v ON v.id = p.approval_id
JOIN meetings_meeting m ON m.id = v.meeting_id AND m.waiver_id IS NULL
JOIN cases_case k ON k.person_id = c.person_id AND k.id < c.id
    AND k.assistance_type_id = c.assistance_type_id AND k.fiscal_year_id = c.fiscal_year_id
JOIN cases_hand h ON h.case_id = k.id AND h.deed = 'FAILED' AND h.officer_id = m.closed_by_id
UNION ALL
SELECT a.what, 'ข้อยกเว้นของผู้ปิดรอบใช้ไม่ได้ในวันนั้น'
FROM a JOIN meetings_meeting m ON m.id = a.meeting_id
WHERE NOT waiver_holds(m.waiver_id, m.office_id, 'CLOSING', m.closed_at)
