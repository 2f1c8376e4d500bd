-- What was approved is paid, or failed for good, or open: by approval, office, year and type.
SELECT a.what AS what,
       'ยอดอนุมัติ ' || a.total || ' ไม่เท่ากับจ่ายสำเร็จ + จ่ายไม่สำเร็จ + คงค้าง ' || s.total AS why
FROM a
JOIN (
    SELECT p.approval_id, COALESCE(sum(n.amount), 0)
        + COALESCE(sum(p.amount) FILTER (WHERE k.status = 'PAYMENT_FAILED'), 0)
        + COALESCE(sum(p.amount) FILTER (WHERE p.status NOT IN ('PAID', 'FAILED')), 0) AS total
    FROM p
    JOIN cases_case k ON k.id = p.case_id
    LEFT JOIN payments_line n ON n.payment_id = p.id AND n.result = 'PAID'
    GROUP BY p.approval_id
) s ON s.approval_id = a.id
WHERE s.total <> a.total
UNION ALL
SELECT COALESCE(granted.fiscal_year_id, money.fiscal_year_id) || '/' || o.code || ' ' || y.name,
       'ยอดอนุมัติของเขต ปี และประเภทนี้ไม่เท่ากับยอดที่อยู่ในรายการจ่าย'
FROM (
    SELECT office_id, fiscal_year_id, assistance_type_id, sum(amount) AS total FROM c
    WHERE status IN ('APPROVED', 'PAID', 'PAYMENT_FAILED') GROUP BY 1, 2, 3
) granted
FULL JOIN (
    SELECT v.office_id, v.fiscal_year_id, k.assistance_type_id, sum(CASE
        WHEN p.status = 'PAID' THEN COALESCE(n.amount, 0) ELSE p.amount END) AS total
    FROM p
    JOIN payments_approval v ON v.id = p.approval_id
    JOIN cases_case k ON k.id = p.case_id
    LEFT JOIN payments_line n ON n.payment_id = p.id AND n.result = 'PAID'
    GROUP BY 1, 2, 3
) money ON money.office_id = granted.office_id
    AND money.fiscal_year_id = granted.fiscal_year_id
    AND money.assistance_type_id = granted.assistance_type_id
JOIN offices_office o ON o.id = COALESCE(granted.office_id, money.office_id)
JOIN regulations_assistancetype y
    ON y.id = COALESCE(granted.assistance_type_id, money.assistance_type_id)
WHERE granted.total IS DISTINCT FROM money.total
