-- No person did both of two deeds that are to be two persons', unless a waiver held at that moment.
SELECT 'Case' || k.number AS what, CASE
    WHEN h.decided_by_id = h.proposed_by_id AND h.waiver_id IS NULL
    THEN 'ผู้เสนอแก้บัญชีเป็นผู้รับรองเอง'
    ELSE 'ข้อยกเว้นของการรับรองบัญชีใช้ไม่ได้ในวันนั้น'
END AS why
FROM p
JOIN payments_accountchange h ON h.payment_id = p.id AND h.decision = 'ACCEPTED'
JOIN cases_case k ON k.id = p.case_id
WHERE h.decided_by_id = h.proposed_by_id AND h.waiver_id IS NULL
   OR NOT waiver_holds(h.waiver_id, h.office_id, 'ACCOUNT', h.decided_at)
UNION ALL
SELECT DISTINCT l.reference, 'ผู้ออกไฟล์เป็นผู้กรอกหรือแก้บัญชีในไฟล์'
FROM l
JOIN payments_payment q ON q.id = l.payment_id
JOIN cases_bankaccount b ON b.case_id = q.case_id
WHERE l.waiver_id IS NULL AND b.made_by_id = l.made_by_id AND b.made_at <= l.made_at
UNION ALL
SELECT DISTINCT 'Case' || k.number, CASE
    WHEN s.waiver_id IS NULL THEN 'ผู้ตรวจข้อสังเกตเป็นผู้กรอกหรือแก้บัญชีนั้น'
    ELSE 'ข้อยกเว้นของการตรวจข้อสังเกตใช้ไม่ได้ในวันนั้น'
END
FROM p
JOIN payments_settledflag s ON s.payment_id = p.id
JOIN cases_case k ON k.id = p.case_id
WHERE s.waiver_id IS NULL AND EXISTS (
        SELECT FROM cases_bankaccount b
        WHERE b.case_id = k.id AND b.made_by_id = s.settled_by_id AND b.made_at <= s.settled_at
    )
   OR NOT waiver_holds(s.waiver_id, s.office_id, 'ACCOUNT', s.settled_at)
UNION ALL
SELECT f.what, 'ข้อยกเว้นของผู้ออกไฟล์ใช้ไม่ได้ในวันนั้น'
FROM f WHERE NOT waiver_holds(f.waiver_id, f.office_id, 'FILE', f.made_at)
UNION ALL
SELECT l.reference, CASE
    WHEN x.settled_by_id = x.noted_by_id AND x.waiver_id IS NULL
    THEN 'ผู้แจ้งผลที่ขัดกันเป็นผู้ตัดสินเอง'
    ELSE 'ข้อยกเว้นของการตัดสินผลใช้ไม่ได้ในวันนั้น'
END
FROM l JOIN payments_conflict x ON x.line_id = l.id
WHERE x.settled_by_id = x.noted_by_id AND x.waiver_id IS NULL
   OR NOT waiver_holds(x.waiver_id, x.office_id, 'RESULT', x.settled_at)
UNION ALL
SELECT f.what, CASE
    WHEN w.accepted_by_id = w.asked_by_id AND w.waiver_id IS NULL
    THEN 'ผู้ขอยกเลิกไฟล์เป็นผู้รับรองเอง'
    ELSE 'ข้อยกเว้นของการยกเลิกไฟล์ใช้ไม่ได้ในวันนั้น'
END
FROM f JOIN payments_voiding w ON w.file_id = f.id
WHERE w.accepted_by_id = w.asked_by_id AND w.waiver_id IS NULL
   OR NOT waiver_holds(w.waiver_id, w.office_id, 'RESULT', w.accepted_at)
UNION ALL
-- Who had a hand in a case is known from what they did, and from the notes that rules are asked of.
SELECT DISTINCT did.what, 'ไม่มีบันทึกว่าใครมีส่วนในเคส (' || did.deed || ')'
FROM (
    SELECT c.id, c.what, c.recorded_by_id AS by_id, 'RECORDED' AS deed FROM c
    UNION ALL
    SELECT c.id, c.what, b.made_by_id, 'ACCOUNT'
    FROM c JOIN cases_bankaccount b ON b.case_id = c.id
    UNION ALL
    SELECT c.id, c.what, e.by_id,
           CASE e.verb WHEN 'case.edited' THEN 'EDITED' ELSE 'FAILED' END
    FROM c JOIN e ON e.case_id = c.id AND e.verb IN ('case.edited', 'case.payment_failed')
) did
LEFT JOIN cases_hand h
    ON h.case_id = did.id AND h.officer_id = did.by_id AND h.deed = did.deed
WHERE h.id IS NULL
