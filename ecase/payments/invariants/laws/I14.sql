-- A payment is sent again only after it came back and was corrected, or its file was taken back.
SELECT s.reference AS what, 'ส่งซ้ำทั้งที่รายการก่อนหน้ายังไม่ถูกส่งคืนและแก้ไข' AS why
FROM (
    SELECT l.reference, l.payment_id, l.made_at, lag(l.id) OVER its AS earlier,
           lag(l.result) OVER its AS result, lag(l.made_at) OVER its AS sent_at
    FROM l WINDOW its AS (PARTITION BY l.payment_id ORDER BY l.id)
) s
WHERE s.earlier IS NOT NULL AND (
    s.result NOT IN ('RETURNED', 'VOID') AND NOT EXISTS (  -- paid by a later word of the bank
        SELECT FROM payments_conflict x
        WHERE x.line_id = s.earlier AND x.settlement = 'CORRECTED' AND x.says = s.result
          AND x.settled_at >= s.made_at
    )
    OR s.result <> 'VOID' AND NOT EXISTS (
        SELECT FROM payments_accountchange h
        WHERE h.payment_id = s.payment_id AND h.decision = 'ACCEPTED'
          AND h.decided_at BETWEEN s.sent_at AND s.made_at
    )
)
