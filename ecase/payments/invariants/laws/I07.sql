-- Amounts are above zero and within the ceiling, a year's aid within its limit or overridden.
SELECT c.what AS what, 'จำนวนเงินไม่มากกว่าศูนย์' AS why
FROM c WHERE c.amount <= 0 OR c.requested_amount <= 0
UNION ALL
SELECT c.what, 'ที่ประชุมอนุมัติต่างจากที่ขอ โดยไม่มีเหตุผล'
FROM c WHERE c.amount <> c.requested_amount AND c.amount_because = ''
UNION ALL
-- Granted: the ceiling of that day. Not yet: closing asks again, so any since it was recorded.
SELECT c.what, 'จำนวนเงินเกินเพดาน ' || max(g.amount) || ' บาท'
FROM c JOIN regulations_ceiling g ON g.assistance_type_id = c.assistance_type_id
WHERE c.status NOT IN ('DISQUALIFIED')
  AND CASE WHEN c.approved_on IS NOT NULL THEN g.days @> c.approved_on
      ELSE g.days && daterange(
          LEAST((c.recorded_at AT TIME ZONE 'Asia/Bangkok')::date,
                (now() AT TIME ZONE 'Asia/Bangkok')::date),
          GREATEST((c.recorded_at AT TIME ZONE 'Asia/Bangkok')::date,
                   (now() AT TIME ZONE 'Asia/Bangkok')::date), '[]')
      END
GROUP BY c.id, c.what, c.amount HAVING c.amount > max(g.amount)
UNION ALL
SELECT c.what, 'รวมทั้งปีเกินวงเงินต่อคนต่อปี โดยไม่มีเหตุผลที่ช่วยเหลือซ้ำ'
FROM c
JOIN regulations_assistancetype y ON y.id = c.assistance_type_id AND y.per = 'PERSON_YEAR'
JOIN cases_case o ON o.person_id = c.person_id AND o.fiscal_year_id = c.fiscal_year_id
JOIN regulations_assistancetype z ON z.id = o.assistance_type_id AND z.per = 'PERSON_YEAR'
WHERE c.override_because = '' AND o.override_because = ''
  AND c.status NOT IN ('DISQUALIFIED', 'PAYMENT_FAILED')
  AND o.status NOT IN ('DISQUALIFIED', 'PAYMENT_FAILED')
  AND (y.id = z.id OR y.schedule > 0 AND y.item > 0
       AND y.schedule = z.schedule AND y.item = z.item)
GROUP BY c.id, c.what
HAVING count(*) > 1 AND sum(o.amount) > CASE WHEN count(*) > 1 THEN (
    SELECT max(g.amount) FROM regulations_ceiling g
    WHERE g.assistance_type_id = ANY (array_agg(o.assistance_type_id))
      AND g.days && daterange(
          min((o.recorded_at AT TIME ZONE 'Asia/Bangkok')::date),
          GREATEST(max(COALESCE(o.approved_on, (now() AT TIME ZONE 'Asia/Bangkok')::date)),
                   max((o.recorded_at AT TIME ZONE 'Asia/Bangkok')::date)), '[]')
) END
