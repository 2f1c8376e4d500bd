-- A document's row names a stored object by its fingerprint, and says how large it is.
-- Whether the object is there is asked of the storage, by the command.
SELECT c.what AS what, 'เอกสาร ' || d.bundle || ' ฉบับที่ ' || d.version || ' ไม่สมบูรณ์' AS why
FROM c JOIN cases_document d ON d.case_id = c.id
WHERE NOT (d.stored_as = '' AND EXISTS (SELECT FROM cases_tombstone z WHERE z.case_id = c.id))
  AND (d.size <= 0 OR d.pages <= 0 OR length(d.sha256) <> 64 OR d.sha256 ~ '[^0-9a-f]'
   OR d.stored_as <> left(d.sha256, 2) || '/' || substr(d.sha256, 3, 2) || '/' || d.sha256 || '.pdf')
