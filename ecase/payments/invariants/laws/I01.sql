-- Every citizen ID that is stored is 13 digits with the right check digit, and of one person.
SELECT 'people.person:' || i.id AS what, 'เลขประจำตัวประชาชนไม่ถูกต้อง' AS why
FROM i WHERE NOT citizen_id_is_valid(i.citizen_id)
  -- Where retention removed it, nobody's: of cases that have a tombstone, and of no other.
  AND (i.citizen_id !~ '\AD[0-9]{12}\Z' OR EXISTS (
      SELECT FROM cases_case k WHERE k.person_id = i.id AND NOT EXISTS (
          SELECT FROM cases_tombstone z WHERE z.case_id = k.id
      )
  ))
UNION ALL
SELECT 'people.person:' || i.id, 'เลขประจำตัวประชาชนซ้ำกับประชาชนอีกราย'
FROM i JOIN people_person j ON j.citizen_id = i.citizen_id AND j.id <> i.id
UNION ALL
SELECT 'cases.draft:' || d.id, 'เลขประจำตัวประชาชนในร่างไม่ถูกต้อง'
FROM cases_draft d
WHERE EXISTS (SELECT FROM everything) AND NOT citizen_id_is_valid(d.citizen_id)
  AND d.citizen_id <> 'D000000000000'  -- of a form that became no case
  AND NOT EXISTS (
      SELECT FROM cases_tombstone z WHERE z.case_id IN (d.became_id, d.edits_id)
  )
