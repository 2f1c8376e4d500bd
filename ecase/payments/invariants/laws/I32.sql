-- Texts are as their documented tidying leaves them, and digits are ASCII.
SELECT c.what AS what, 'ข้อความมีช่องว่างริม อักขระควบคุม หรือไม่ใช่รูปมาตรฐาน' AS why
FROM c CROSS JOIN LATERAL (VALUES
    (c.first_name::text), (c.last_name::text), (c.hardship), (c.amount_because),
    (c.set_aside_note), (c.disqualified_because), (c.failed_because), (c.override_because),
    (c.other_papers::text)
) said (words)
WHERE said.words <> '' AND (
    said.words IS NOT NFC NORMALIZED OR said.words <> btrim(said.words, E' \t\r\n')
    OR said.words ~ '[\u0001-\u0009\u000b-\u001f\u007f-\u009f]'
)
UNION ALL
SELECT c.what, 'บัญชีรับเงินมีช่องว่างริม อักขระควบคุม หรือเลขที่ไม่ใช่เลขอารบิก'
FROM c JOIN cases_bankaccount b ON b.case_id = c.id
WHERE b.account_name IS NOT NFC NORMALIZED OR b.account_name <> btrim(b.account_name)
   OR b.account_name ~ '[\u0001-\u001f\u007f-\u009f]'
   OR b.email IS NOT NFC NORMALIZED OR b.email ~ '[\u0001-\u0020\u007f-\u009f]'
   OR length(b.account_number) NOT BETWEEN 6 AND 20 AND NOT (
       b.account_number = '' AND EXISTS (SELECT FROM cases_tombstone z WHERE z.case_id = c.id)
   )
   OR length(b.branch_code) NOT IN (0, 4)
   OR (b.account_number || b.branch_code || b.phone) ~ '[^0-9]'
UNION ALL
SELECT 'people.person:' || i.id, 'เลขประจำตัวประชาชนไม่ใช่เลขอารบิก 13 หลัก'
FROM c JOIN people_person i ON i.id = c.person_id
WHERE (length(i.citizen_id) <> 13 OR i.citizen_id ~ '[^0-9]')
  AND NOT EXISTS (SELECT FROM cases_tombstone z WHERE z.case_id = c.id)
