-- The appeals of a plan: open ones in every state, decided ones with their judgements and decisions.

INSERT INTO appeals_appeal (id, reference, case_id, subject_kind, level, state, event_seq, version, channel, language, disputes,
    wants, statement, context, contact, late, assignee_id, claimed_at, decide_by, ceiling_at, late_told_at, held_since, created_at,
    submitted_at, received_at, decided_at, updated_at)
SELECT i, pg_temp.reference('APL', i), i, 'suspension', '1', appeal_state,
    CASE appeal_state WHEN 'submitted' THEN q_submit WHEN 'in_review' THEN q_claim WHEN 'waiting_for_appellant' THEN q_wait
        WHEN 'second_check' THEN q_check ELSE q_decide END,
    3, 'portal', 'en', ARRAY[0], (ARRAY['overturn', 'overturn', 'correct', 'reduce', 'not_me', 'other_account'])[1 + pg_temp.draw(i, 31, 6)],
    pg_temp.pick(i, 32, o.list) || ' ' || pg_temp.pick(i, 33, m.list) || ' ' || pg_temp.pick(i, 34, m.list)
        || E'\n\nI work as ' || pg_temp.pick(i, 35, t.list) || ' in ' || pg_temp.pick(i, 36, p.list) || ', my project was called '
        || pg_temp.pick(i, 37, s.list) || pg_temp.pick(i, 38, s.list) || pg_temp.pick(i, 39, s.list)
        -- About seven appeals hold this word, however many there are.
        || CASE WHEN i % greatest(current_setting('load.cases')::bigint / 20, 1) = 0 THEN ' heliotrope' ELSE '' END
        || '. ' || pg_temp.pick(i, 40, c.list),
    '[]', '{}', false, CASE WHEN appeal_state IN ('in_review', 'waiting_for_appellant') THEN reviewer_id END,
    CASE WHEN claimed THEN claimed_at END, submitted + interval '14 days', NULL,
    CASE WHEN open AND submitted < now() - interval '14 days' THEN submitted + interval '14 days' END,
    CASE WHEN holds THEN started END, drafted, submitted, submitted, CASE WHEN decided THEN decided_at END,
    CASE WHEN decided THEN decided_at WHEN checked THEN checked_at WHEN claimed THEN claimed_at ELSE submitted END
FROM plan, words o, words m, words t, words p, words s, words c
WHERE appealed AND o.kind = 'opening' AND m.kind = 'middle' AND t.kind = 'trade' AND p.kind = 'place' AND s.kind = 'syllable'
    AND c.kind = 'closing';

INSERT INTO appeals_receipt (appeal_id, number, at, files, decide_by)
SELECT i, 1, submitted, '[]', submitted + interval '14 days' FROM plan WHERE appealed;

INSERT INTO appeals_evidence (id, public_id, case_id, appeal_id, name, label, kind, media_type, link, size, sha256, storage_key,
    about, sensitive, state, scan, findings, check_attempts, added_by, added_at)
SELECT i, pg_temp.public_id('evd', i), i, i, 'Tracker', 'My own list of hours', '', '', 'https://tracker.example.org/' || i, 0, '', '',
    'me', false, 'accepted', '', '[]', 0, '', drafted
FROM plan WHERE appealed AND pg_temp.draw(i, 41, 100) < 40;

INSERT INTO appeals_informationrequest (id, public_id, case_id, appeal_id, state, event_seq, question, why, example, asked_by_id,
    asked_at, due_at, extended, answer, cannot_answer, more_time_why, withdrawn_because)
SELECT i, pg_temp.public_id('irq', i), i, i, 'open', q_ask, 'Does someone else in your home also work here?',
    'Then we can tell the two accounts apart.', '', reviewer_id, checked_at, now() + interval '5 days', 0, '', false, '', ''
FROM plan WHERE asked;

INSERT INTO appeals_review (id, case_id, appeal_id, part, reviewer_id, role, opened_at, own_view, own_view_at, own_view_reason,
    outcome, reasons, proposal, evidence_rev_seen, completed_at, exception_reason)
SELECT 2 * i, i, i, 'first', reviewer_id, 'reviewer', claimed_at, '', NULL::timestamptz, '',
    CASE WHEN decided THEN outcome WHEN checked THEN 'upheld' ELSE '' END,
    CASE WHEN decided OR checked THEN 'What was sent does not change what the cited facts show, read one by one.' ELSE '' END, '{}'::jsonb,
    CASE WHEN decided OR checked THEN 1 END, CASE WHEN checked THEN checked_at WHEN decided THEN decided_at END, ''
FROM plan WHERE claimed
UNION ALL
SELECT 2 * i + 1, i, i, 'second', second_id, 'reviewer', checked_at, outcome, checked_at, 'The list of hours says the same.', outcome,
    'I read the same documents again and come to the same result as the first person.', '{}', 1, decided_at, ''
FROM plan WHERE decided AND checked;

INSERT INTO appeals_decision (id, public_id, case_id, appeal_id, outcome, cause, inadmissible_code, review_id, second_review_id,
    summary, arguments, lighter_measures, evidence_used, letter_hash, language, decided_at)
SELECT i, pg_temp.public_id('dec', i), i, i, outcome, CASE outcome WHEN 'overturned' THEN 'facts_wrong' END,
    CASE outcome WHEN 'inadmissible' THEN 'already_decided' END, 2 * i, CASE WHEN checked THEN 2 * i + 1 END,
    CASE outcome WHEN 'overturned' THEN 'You are right: what we had read on that page was not what it says. ' ELSE 'We read all that you sent. '
        END || 'This answer is about ' || pg_temp.reference('SUS', i) || '.',
    '[]', '[]', '[]', encode(sha256(convert_to('decision ' || i, 'UTF8')), 'hex'), 'en', decided_at
FROM plan WHERE decided;

INSERT INTO appeals_finding (decision_id, citation_id, finding, answer)
SELECT i, i, CASE outcome WHEN 'overturned' THEN 'not_shown' ELSE 'shown' END, 'We compared both pages line by line.' FROM plan WHERE decided;
