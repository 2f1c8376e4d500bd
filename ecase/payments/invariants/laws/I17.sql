-- A case that begins another one again is the same person's, and only one of the two is live.
SELECT c.what AS what, CASE
    WHEN k.id >= c.id THEN 'เริ่มใหม่จากเคสที่บันทึกทีหลัง'
    WHEN k.person_id <> c.person_id THEN 'เริ่มใหม่จากเคสของประชาชนคนอื่น'
    ELSE 'เริ่มใหม่จากเคส Case' || k.number || ' ที่ยังไม่จบ'
END AS why
FROM c JOIN cases_case k ON k.id = c.follows_id
WHERE k.person_id <> c.person_id
      -- After retention each case is of somebody of its own.
      AND NOT EXISTS (SELECT FROM cases_tombstone z WHERE z.case_id IN (c.id, k.id))
   OR k.id >= c.id
   OR c.status NOT IN ('DISQUALIFIED', 'PAYMENT_FAILED')
      AND k.status NOT IN ('DISQUALIFIED', 'PAYMENT_FAILED')
UNION ALL
SELECT c.what, 'เริ่มใหม่เป็นเคส Case' || k.number || ' แล้ว แต่เคสเดิมไม่ได้จบ'
FROM c JOIN cases_case k ON k.follows_id = c.id
WHERE c.status NOT IN ('DISQUALIFIED', 'PAYMENT_FAILED')
  AND k.status NOT IN ('DISQUALIFIED', 'PAYMENT_FAILED')
UNION ALL
SELECT c.what, 'เคสเดียวกันเริ่มใหม่ซ้ำมากกว่าหนึ่งครั้ง'
FROM c
JOIN cases_case k ON k.follows_id = c.follows_id AND k.id <> c.id
WHERE c.status NOT IN ('DISQUALIFIED', 'PAYMENT_FAILED')
  AND k.status NOT IN ('DISQUALIFIED', 'PAYMENT_FAILED')
