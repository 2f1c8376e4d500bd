-- A payment's status is the end of what happened to its case's money, each a step of the table.
SELECT what, why FROM (
    SELECT c.what, CASE
        WHEN s.case_id IS NULL THEN 'เงินไม่มีเหตุการณ์รองรับ'
        WHEN s.here <> s.there AND (s.here, s.there) NOT IN (
            ('DUE', 'IN_FILE'), ('DUE', 'HELD'), ('DUE', 'FAILED'), ('DUE', 'PAID'),
            ('HELD', 'DUE'), ('HELD', 'RETURNED'), ('HELD', 'FAILED'), ('HELD', 'PAID'),
            ('IN_FILE', 'PAID'), ('IN_FILE', 'RETURNED'), ('IN_FILE', 'DUE'),
            ('RETURNED', 'HELD'), ('RETURNED', 'FAILED'), ('RETURNED', 'PAID'),
            ('PAID', 'RETURNED'), ('FAILED', 'PAID')
        ) THEN 'เงินเปลี่ยนจาก ' || s.here || ' เป็น ' || s.there || ' ไม่ได้'
        WHEN s.is_last AND s.there <> p.status
        THEN 'เหตุการณ์ล่าสุดของเงินเป็น ' || s.there || ' แต่สถานะเป็น ' || p.status
    END AS why
    FROM p
    JOIN c ON c.id = p.case_id
    LEFT JOIN (
        SELECT case_id, there, lag(there, 1, 'DUE') OVER its AS here,
               lead(id) OVER its IS NULL AS is_last
        FROM (
            SELECT case_id, id, CASE
                WHEN verb = 'payment.sent' THEN 'IN_FILE'
                WHEN verb IN ('payment.paid', 'case.paid') THEN 'PAID'
                WHEN verb = 'payment.returned' THEN 'RETURNED'
                WHEN verb = 'case.bank_account_proposed' THEN 'HELD'
                WHEN verb IN ('payment.void', 'case.bank_account_changed') THEN 'DUE'
                WHEN verb = 'case.payment_failed' THEN 'FAILED'
                WHEN verb = 'case.approved' AND was = 'PAID' THEN 'RETURNED'
                WHEN verb = 'case.approved' THEN 'DUE'
                -- An account refused or withdrawn: as it was before it was proposed, back from the
                -- bank, unless another account was accepted since.
                WHEN max(id) FILTER (
                    WHERE verb = 'payment.returned' OR verb = 'case.approved' AND was = 'PAID'
                ) OVER past > COALESCE(max(id) FILTER (
                    WHERE verb = 'case.bank_account_changed'
                ) OVER past, 0) THEN 'RETURNED'
                ELSE 'DUE'
            END AS there
            FROM e
            WHERE verb IN ('payment.sent', 'payment.paid', 'payment.returned', 'payment.void',
                           'case.approved', 'case.paid', 'case.payment_failed',
                           'case.bank_account_proposed', 'case.bank_account_changed',
                           'case.bank_account_refused', 'case.bank_account_withdrawn')
            WINDOW past AS (PARTITION BY case_id ORDER BY id)
        ) happened
        WINDOW its AS (PARTITION BY case_id ORDER BY id)
    ) s ON s.case_id = c.id
) step WHERE why IS NOT NULL
