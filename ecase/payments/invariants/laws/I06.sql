-- A person has one live case of a type in a year, or each further one has a reason that was accepted.
SELECT c.what AS what, 'มีเคสประเภทเดียวกันอีกเคสในปีเดียวกัน โดยไม่มีเหตุผลที่ช่วยเหลือซ้ำ' AS why
FROM c
JOIN cases_case o ON o.person_id = c.person_id AND o.id <> c.id
    AND o.assistance_type_id = c.assistance_type_id AND o.fiscal_year_id = c.fiscal_year_id
WHERE c.override_because = '' AND o.override_because = ''
  AND c.status NOT IN ('DISQUALIFIED', 'PAYMENT_FAILED')
  AND o.status NOT IN ('DISQUALIFIED', 'PAYMENT_FAILED')
UNION ALL
SELECT c.what, 'เหตุผลที่ช่วยเหลือซ้ำไม่มีผู้รับรองของเขต'
FROM c LEFT JOIN offices_officer o ON o.id = c.override_accepted_by_id
WHERE c.override_because <> '' AND c.status IN ('APPROVED', 'PAID', 'PAYMENT_FAILED')
  AND o.office_id IS DISTINCT FROM c.office_id
