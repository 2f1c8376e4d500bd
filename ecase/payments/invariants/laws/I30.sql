-- Each case was confirmed from a draft of its own, of the same person; a draft became one case.
SELECT c.what AS what, CASE
    WHEN count(d.id) = 0 THEN 'ไม่มีร่างที่ยืนยันเป็นเคสนี้'
    WHEN count(d.id) > 1 THEN 'มีร่างมากกว่าหนึ่งฉบับที่ยืนยันเป็นเคสนี้'
    ELSE 'ร่างที่ยืนยันเป็นเคสนี้เป็นของคนอื่นหรือเคสอื่น'
END AS why
FROM c
JOIN people_person i ON i.id = c.person_id
LEFT JOIN cases_draft d ON d.became_id = c.id
GROUP BY c.id, c.what
HAVING count(d.id) <> 1
    OR bool_or((d.citizen_id_digest, d.officer_id) <> (i.citizen_id_digest, c.recorded_by_id))
    OR bool_or(d.follows_id IS DISTINCT FROM c.follows_id)
