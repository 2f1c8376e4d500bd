-- Recording all as paid marked as many lines as it says; answers are of the office's own officers.
SELECT a.what AS what, 'จ่ายสำเร็จทั้งหมดบันทึกไว้มากกว่ารายการที่จ่ายสำเร็จ' AS why
FROM a
JOIN (
    SELECT v.subject, v.by_id, sum((v.after ->> 'count')::integer) AS count FROM audit_event v
    WHERE v.verb = 'approval.all_paid' GROUP BY v.subject, v.by_id
) s ON s.subject = 'payments.approval:' || a.id
LEFT JOIN (
    SELECT l.approval_id, e.by_id, count(*) AS count
    FROM e JOIN l ON l.reference = e.reference
    WHERE e.verb = 'payment.paid' GROUP BY 1, 2
) m ON m.approval_id = a.id AND m.by_id = s.by_id
WHERE s.count > COALESCE(m.count, 0)
UNION ALL
SELECT l.reference, 'ผู้บันทึกผลไม่ใช่เจ้าหน้าที่ของเขต หรือไม่เคยมีหน้าที่นั้น'
FROM l
JOIN offices_officer o ON o.id = l.answered_by_id
LEFT JOIN (
    SELECT officer_id, array_agg(duty::text) AS duties FROM offices_appointment GROUP BY officer_id
) d ON d.officer_id = o.id
WHERE o.office_id IS DISTINCT FROM l.office_id OR d.duties IS NULL
   OR NOT d.duties && CASE l.result
       WHEN 'PAID' THEN ARRAY['PAYER', 'HEAD']
       WHEN 'VOID' THEN ARRAY['HEAD']
       ELSE ARRAY['CASEWORKER', 'HEAD', 'PAYER']
   END
