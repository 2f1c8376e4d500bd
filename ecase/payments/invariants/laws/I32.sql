-- Texts are as their documented tidying leaves them, and digits are ASCII; those of IDs, accounts
-- and telephones are looked at where they are opened (opening.py).
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
SELECT c.what, 'ชื่อหรือรหัสสาขาของบัญชีรับเงินไม่ใช่รูปมาตรฐาน'
FROM c JOIN cases_bankaccount b ON b.case_id = c.id
WHERE b.account_name IS NOT NFC NORMALIZED OR b.account_name <> btrim(b.account_name)
   OR b.account_name ~ '[\u0001-\u001f\u007f-\u009f]'
   OR length(b.branch_code) NOT IN (0, 4) OR b.branch_code ~ '[^0-9]'
