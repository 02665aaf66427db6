-- The measures of a plan with what each needs to be in force: citation, fact, statement, effect, hold.

INSERT INTO appeals_suspension (id, reference, external_id, body_sha256, account_id, origin, measure, removes, territory, state,
    status, event_seq, evidence_rev, version, starts_at, ends_at, review_on, already_applied_at, confirmed_at, confirmed_by_id,
    counts_until, ended_at, source, automated_detection, automated_decision, decided_by_staff_id, decided_by_id,
    decided_by_outside, decided_at, no_warning_reason, ladder_reason, notify, answer_by, last_day_to_appeal, next_update_by,
    recorded_by_key_id, created_at, updated_at)
SELECT i, pg_temp.reference('SUS', i), 'enf-' || i, repeat('0', 64), account_id, 'live', measure,
    CASE measure WHEN 'warning' THEN '{}' WHEN 'limitation' THEN ARRAY['propose', 'new_contract']
        ELSE ARRAY['message_new', 'propose', 'new_contract', 'visible'] END,
    ARRAY['*'], state,
    CASE WHEN open THEN CASE open_state WHEN 'submitted' THEN 'received' WHEN 'waiting_for_appellant' THEN 'info_needed' ELSE open_state END
        WHEN decided THEN 'decided' WHEN state <> 'in_force' THEN 'ended' WHEN bites THEN 'suspended' ELSE 'warned' END,
    CASE WHEN state = 'in_force' THEN q_force ELSE q_end END, appealed::integer, 2, started, ends_at, review_on, started, started,
    CASE WHEN measure = 'indefinite' THEN 31 + pg_temp.draw(i, 21, 6) END,
    CASE WHEN NOT bites THEN started + interval '365 days' END, ended_at, 'own_initiative', luck < 60,
    CASE WHEN luck < 60 THEN 'partial' ELSE 'none' END, 'staff-' || decider_id, decider_id, false, started,
    'The facts had to be settled at once.', 'The same rule was broken before.', 'redress', told + interval '14 days', told + interval '183 days',
    CASE WHEN open AND open_state <> 'waiting_for_appellant' THEN now() + interval '2 days' END, 1, started,
    coalesce(ended_at, CASE WHEN decided THEN decided_at WHEN checked THEN checked_at WHEN claimed THEN claimed_at WHEN open THEN submitted END, told)
FROM plan;

INSERT INTO appeals_regimepin (suspension_id, regime_id)
SELECT i, r.id FROM plan, appeals_regime r WHERE r.key = 'baseline';

INSERT INTO appeals_citation (id, suspension_id, position, section_version_id, ground, explanation, language, public_facts)
SELECT i, i, 0, v.ids[1 + pg_temp.draw(i, 22, cardinality(v.ids))], 'terms', 'This is what the section asks of every account.', 'en', ''
FROM plan, (SELECT array_agg(id ORDER BY id) AS ids FROM appeals_sectionversion WHERE in_force_from < current_date - 200) v;

INSERT INTO appeals_fact (id, citation_id, position, occurred_on, what, item_kind, item_external_id, item_label)
SELECT i, i, 0, (started - interval '1 day' * (1 + pg_temp.draw(i, 23, 3)))::date, pg_temp.pick(i, 24, w.list), '', '', ''
FROM plan, words w WHERE w.kind = 'what';

INSERT INTO appeals_statement (id, suspension_id, number, issued_at, language, disclosure, measure, content, sha256)
SELECT i, i, 1, started, 'en', 'full', measure, said.content, encode(sha256(convert_to(said.content::text, 'UTF8')), 'hex')
FROM plan, LATERAL (SELECT jsonb_build_object(
    'measure', measure, 'starts_at', pg_temp.instant(started), 'ends_at', pg_temp.instant(ends_at),
    'removes', CASE measure WHEN 'warning' THEN '[]'::jsonb WHEN 'limitation' THEN '["propose", "new_contract"]'
        ELSE '["message_new", "propose", "new_contract", "visible"]' END,
    'review_on', pg_temp.instant(review_on), 'counts_until', CASE WHEN NOT bites THEN pg_temp.instant(started + interval '365 days') END,
    'territory', '["*"]'::jsonb, 'source', 'own_initiative', 'automated_detection', luck < 60,
    'automated_decision', CASE WHEN luck < 60 THEN 'partial' ELSE 'none' END, 'disclosure', 'full',
    'redress', '["court", "second_review"]'::jsonb, 'holds', '[]'::jsonb, 'prior_warnings', '[]'::jsonb,
    'no_warning_reason', 'The facts had to be settled at once.',
    'citations', jsonb_build_array(jsonb_build_object('section', 'loaded', 'version', 1, 'title', 'A section', 'ground', 'terms',
        'explanation', 'This is what the section asks of every account.', 'facts', jsonb_build_array(jsonb_build_object(
            'occurred_on', (started - interval '1 day' * (1 + pg_temp.draw(i, 23, 3)))::date, 'item', '',
            'what', 'The name on the document and the name on the profile are different.'))))
) AS content) said;

INSERT INTO appeals_hold (id, public_id, case_id, external_id, kind, amount, currency, reason, basis, state, event_seq, ends_at,
    moved, confirmed_at, placed_by_id, outcome_reason, placed_at)
SELECT i, pg_temp.public_id('hld', i), i, 'hold-' || i, 'in_escrow', 20 + pg_temp.draw(i, 25, 900), 'USD',
    'Your client disputes this work.', 'Terms 8.3', 'held', 2, started + interval '200 days', 0, started, decider_id, '', started
FROM plan WHERE holds;

INSERT INTO appeals_effect (id, public_id, case_id, kind, state, event_seq, requested_at, confirmed_at, done_at, note,
    refusal_code, refusal_detail)
SELECT 2 * i, pg_temp.public_id('eff', 2 * i), i, 'apply', 'confirmed', q_apply, started, started, started, '', '', ''
FROM plan WHERE bites
UNION ALL
SELECT 2 * i + 1, pg_temp.public_id('eff', 2 * i + 1), i, 'reopen', 'confirmed', q_end + 1, ended_at, ended_at, ended_at, '', '', ''
FROM plan WHERE bites AND state = 'overturned';
