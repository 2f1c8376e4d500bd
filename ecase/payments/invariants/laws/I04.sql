-- A case's version counts its changes: none was lost, none went unrecorded.
SELECT c.what AS what, 'รุ่นที่ ' || c.version || ' ไม่ตรงกับจำนวนครั้งที่แก้ไขในทะเบียน' AS why
FROM c LEFT JOIN t ON t.case_id = c.id
WHERE c.version <> 1 + COALESCE(t.raising, 0)
