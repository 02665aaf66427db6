-- The letters of a plan, delivered, and its dates: each case still has its last day to appeal ahead of it.

INSERT INTO appeals_notice (public_id, case_id, event_seq, about, recipient, address, kind, letter_version, language, title, text, html,
    sha256, dates, created_at, accepted_at, delivered_at, how)
SELECT pg_temp.public_id('ntc', 8 * i + told.place), i, told.seq, told.about, 'appellant', 'person-' || account_id || '@example.org',
    told.kind, 1, 'en', told.title, told.text, '<p>' || told.text || '</p>', encode(sha256(convert_to(told.text, 'UTF8')), 'hex'), '{}',
    told.at, told.at + interval '20 seconds', told.at + interval '20 seconds', 'email_accepted'
FROM plan, LATERAL (VALUES
    (true, 0, q_force, 'suspension:' || i, 'suspension_notice', started, 'Your account: ' || measure,
        'We tell you what we decided about your account, why, until when it lasts, and how you can appeal against it. '
        'What was found stands in the reasons. You can answer in your own words and send what shows it. Reference '
        || pg_temp.reference('SUS', i) || '.'),
    (appealed, 1, q_submit, 'appeal:' || i, 'appeal_received', submitted, 'We have your appeal',
        'We have received your appeal and decide it within 14 days. Reference ' || pg_temp.reference('APL', i) || '.'),
    (decided, 2, q_decide, 'appeal:' || i, 'decision_' || outcome, decided_at, 'The decision on your appeal',
        'A person who was not involved before has read your appeal and all that you sent. The decision and the answers to '
        'each of your points stand below. Reference ' || pg_temp.reference('APL', i) || '.'),
    (state IN ('expired', 'lifted'), 3, q_end, 'suspension:' || i, 'measure_' || state, ended_at, 'It has ended',
        'The measure against your account has ended. Reference ' || pg_temp.reference('SUS', i) || '.')
) AS told(wanted, place, seq, about, kind, at, title, text)
WHERE told.wanted;

INSERT INTO appeals_clock (case_id, kind, about, about_id, owner, state, started_at, due_at, next_at, escalations, pausable, paused_at,
    on_pass, settled_at, failures)
SELECT i, waits.kind, waits.about, i, waits.owner, waits.state, waits.since, waits.due, waits.due, '[]', waits.kind = 'decide_by',
    CASE WHEN waits.state = 'paused' THEN checked_at END, waits.on_pass, CASE WHEN waits.state = 'passed' THEN waits.due END, 0
FROM plan, LATERAL (VALUES
    (true, 'last_day_to_appeal', 'suspension:' || i, 'appellant', 'running', told, told + interval '183 days', 'nothing'),
    (state = 'in_force' AND ends_at IS NOT NULL, 'ends', 'suspension:' || i, 'platform', 'running', started, ends_at, 'expire'),
    (state = 'in_force' AND review_on IS NOT NULL, 'review_on', 'suspension:' || i, 'staff', 'running', started, review_on, 'lift'),
    (state = 'in_force' AND NOT bites, 'counts_until', 'suspension:' || i, 'staff', 'running', started, started + interval '365 days', 'expire'),
    (open, 'decide_by', 'appeal:' || i, 'staff', CASE WHEN asked THEN 'paused' WHEN submitted < now() - interval '14 days' THEN 'passed'
        ELSE 'running' END, submitted, submitted + interval '14 days', 'tell_late'),
    (open AND NOT asked, 'next_update_by', 'appeal:' || i, 'staff', 'running', submitted, now() + interval '2 days', 'tell_late'),
    (asked, 'request_due', 'request:' || i, 'appellant', 'running', checked_at, now() + interval '5 days', 'back_to_review')
) AS waits(wanted, kind, about, owner, state, since, due, on_pass)
WHERE waits.wanted;
