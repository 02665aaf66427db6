-- One row for each case from `load.first` to `load.last`: what becomes of it, and the place of every entry in its
-- timeline. Cases start over 150 days up to now; so each still has its last day to appeal ahead of it.

CREATE TEMP TABLE plan ON COMMIT DROP AS
WITH drawn AS (
    SELECT i, 1 + (i * 7919) % greatest(1, current_setting('load.cases')::bigint * 7 / 10) AS account_id,
        interval '150 days' * ((current_setting('load.cases')::bigint - i + 0.5) / current_setting('load.cases')::float8) AS age,
        pg_temp.draw(i, 11, 100) AS kind, pg_temp.draw(i, 12, 100) AS luck, pg_temp.draw(i, 13, 20) AS step,
        pg_temp.draw(i, 14, 30) AS decider
    FROM generate_series(current_setting('load.first')::bigint, current_setting('load.last')::bigint) i
), fated AS (
    SELECT *, date_trunc('second', now() - age) AS started,
        CASE WHEN kind < 30 THEN 'warning' WHEN kind < 55 THEN 'limitation' WHEN kind < 90 THEN 'temporary' ELSE 'indefinite' END AS measure,
        -- 15 % of the cases of the last 20 of 150 days: 2 % of all.
        age < interval '20 days' AND i % 20 < 3 AS open,
        age > interval '5 days' AND NOT (age < interval '20 days' AND i % 20 < 3) AND pg_temp.draw(i, 15, 100) < 35 AS decided
    FROM drawn
), dated AS (
    SELECT *, open OR decided AS appealed, measure <> 'warning' AS bites,
        measure <> 'warning' AND pg_temp.draw(i, 16, 100) < 5 AS holds,
        CASE WHEN NOT decided THEN NULL WHEN luck < 65 THEN 'upheld' WHEN luck < 95 THEN 'overturned' ELSE 'inadmissible' END AS outcome,
        CASE WHEN NOT open THEN NULL WHEN step < 8 THEN 'submitted' WHEN step < 14 THEN 'in_review'
            WHEN step < 17 THEN 'waiting_for_appellant' ELSE 'second_check' END AS open_state,
        started + date_trunc('second', least(interval '1 day', age * 0.4)) AS submitted,
        CASE WHEN measure IN ('limitation', 'temporary')
            THEN started + make_interval(days => CASE WHEN open THEN 30 ELSE (ARRAY[7, 14, 30])[1 + pg_temp.draw(i, 17, 3)] END) END AS ends_at,
        CASE WHEN measure = 'indefinite' THEN started + interval '60 days' END AS review_on
    FROM fated
), judged AS (
    SELECT *, submitted + date_trunc('second', least(interval '3 days', age * 0.4)) AS decided_at,
        bites AND (ends_at IS NULL OR ends_at > started + interval '7 days') AS heavy,
        1 + decider AS decider_id, 1 + (decider + 1 + pg_temp.draw(i, 18, 14)) % 30 AS reviewer_id,
        1 + (decider + 15 + pg_temp.draw(i, 19, 14)) % 30 AS second_id,
        CASE WHEN outcome = 'overturned' THEN 'overturned'
            WHEN ends_at < now() THEN 'expired'
            WHEN review_on < now() OR bites AND NOT open AND age > interval '6 days' AND pg_temp.draw(i, 20, 100) < 4 THEN 'lifted'
            ELSE 'in_force' END AS state
    FROM dated
), timed AS (
    SELECT *, started + (submitted - started) * 0.8 AS drafted, started + (submitted - started) * 0.01 AS told, submitted + (decided_at - submitted) * 0.3 AS claimed_at,
        submitted + (decided_at - submitted) * 0.6 AS checked_at,
        (decided OR open_state <> 'submitted') IS TRUE AS claimed, (open_state = 'waiting_for_appellant') IS TRUE AS asked,
        (open_state = 'second_check' OR decided AND heavy AND outcome <> 'overturned') IS TRUE AS checked,
        CASE state WHEN 'overturned' THEN decided_at WHEN 'expired' THEN ends_at
            WHEN 'lifted' THEN date_trunc('second', greatest(decided_at, started + age * 0.7)) END AS ended_at
    FROM judged
)
SELECT *, CASE WHEN open THEN open_state WHEN decided THEN 'decided' END AS appeal_state,
    2 + holds::integer AS q_statement, 3 + holds::integer AS q_force, 3 + holds::integer + bites::integer AS q_apply,
    4 + holds::integer + bites::integer AS q_told, 5 + holds::integer + bites::integer AS q_draft,
    6 + holds::integer + bites::integer AS q_submit, 7 + holds::integer + bites::integer AS q_claim,
    8 + holds::integer + bites::integer AS q_ask, 9 + holds::integer + bites::integer AS q_wait,
    8 + holds::integer + bites::integer AS q_check, 8 + holds::integer + bites::integer + checked::integer AS q_decide,
    5 + holds::integer + bites::integer + (CASE WHEN decided THEN 4 + checked::integer ELSE 0 END) AS q_end
FROM timed;
ANALYZE plan;
