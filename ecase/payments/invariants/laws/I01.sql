-- Every citizen ID that is stored is of one person. That it is 13 digits with the right check digit,
-- and that its digest is its own, is asked where it is opened (opening.py).
SELECT 'people.person:' || i.id AS what, 'เลขประจำตัวประชาชนซ้ำกับประชาชนอีกราย' AS why
FROM i JOIN people_person j ON j.citizen_id_digest = i.citizen_id_digest AND j.id <> i.id
