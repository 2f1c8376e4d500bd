-- Every citizen ID that is stored is 13 digits with the right check digit, and of one person.
SELECT 'people.person:' || i.id AS what, 'เลขประจำตัวประชาชนไม่ถูกต้อง' AS why
FROM i WHERE NOT citizen_id_is_valid(i.citizen_id)
UNION ALL
SELECT 'people.person:' || i.id, 'เลขประจำตัวประชาชนซ้ำกับประชาชนอีกราย'
FROM i JOIN people_person j ON j.citizen_id = i.citizen_id AND j.id <> i.id
UNION ALL
SELECT 'cases.draft:' || d.id, 'เลขประจำตัวประชาชนในร่างไม่ถูกต้อง'
FROM cases_draft d
WHERE EXISTS (SELECT FROM everything) AND NOT citizen_id_is_valid(d.citizen_id)
