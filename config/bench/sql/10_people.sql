-- Staff with their roles, the marketplace's key, and seven accounts for every ten cases.

INSERT INTO accounts_user (id, password, username, display_name, email, kind, staff_id, languages, is_active, created_at)
SELECT i, '!', 'staff-' || i, pg_temp.pick(i, 1, f.list) || ' ' || pg_temp.pick(i, 2, l.list), 'staff-' || i || '@example.org',
    'human', 'staff-' || i, ARRAY['en'], true, now() - interval '2 years'
FROM generate_series(1, 40) i, words f, words l WHERE f.kind = 'first' AND l.kind = 'last';

INSERT INTO accounts_rolegrant (role, gives, granted_at, reason, granted_by_id, user_id)
SELECT 'policy_admin', true, now() - interval '2 years', '', NULL, 40
UNION ALL
SELECT CASE WHEN i <= 30 THEN 'reviewer' WHEN i <= 36 THEN 'senior' ELSE 'intake' END, true, now() - interval '2 years', '', 40, i
FROM generate_series(1, 39) i;

INSERT INTO accounts_apikey (id, name, prefix, secret_sha256, scopes, created_at)
VALUES (1, 'Marketplace', 'loaded', repeat('0', 64), ARRAY['suspensions:write'], now() - interval '2 years');

INSERT INTO accounts_account (id, external_id, kind, display_name, email, language, time_zone, country, regime_roles,
    registered_on, body_sha256, created_at, updated_at)
SELECT i, 'u_' || i, (ARRAY['freelancer', 'freelancer', 'freelancer', 'client', 'agency'])[1 + pg_temp.draw(i, 3, 5)],
    pg_temp.pick(i, 1, f.list) || ' ' || pg_temp.pick(i, 2, l.list), 'person-' || i || '@example.org',
    (ARRAY['en', 'en', 'en', 'es', 'ar'])[1 + pg_temp.draw(i, 4, 5)],
    (ARRAY['UTC', 'Africa/Lagos', 'America/Bogota', 'Asia/Manila', 'Europe/Lisbon'])[1 + pg_temp.draw(i, 5, 5)],
    (ARRAY['US', 'NG', 'CO', 'PH', 'PT'])[1 + pg_temp.draw(i, 5, 5)], ARRAY['worker', 'business_user'],
    current_date - 200 - pg_temp.draw(i, 6, 2000), '', now() - interval '200 days', now() - interval '200 days'
FROM generate_series(1, greatest(1, current_setting('load.cases')::bigint * 7 / 10)) i, words f, words l
WHERE f.kind = 'first' AND l.kind = 'last';
