-- Every entry of the timelines of a plan, chained by hashes as append_event() does it.

INSERT INTO appeals_event (case_id, seq, subject, state_after, kind, occurred_at, actor_kind, actor_ref, audience, body, salt, digest,
    prev_hash, hash)
SELECT case_id, seq, subject, state_after, kind, occurred_at, actor_kind, actor_ref, audience, body, salt, digest,
    coalesce(lag(hash) OVER w, sha256(convert_to('case ' || case_id, 'UTF8'))), hash
FROM (
    SELECT *, pg_temp.chained(case_id, event_skeleton(case_id, seq, subject, state_after, kind, occurred_at, actor_kind, actor_ref, audience),
        digest) OVER (PARTITION BY case_id ORDER BY seq) AS hash
    FROM (
        SELECT salted.*, sha256(salt || convert_to(body, 'UTF8')) AS digest
        FROM (
            SELECT i AS case_id, said.seq, said.subject, said.state_after, said.kind, said.at AS occurred_at,
                split_part(said.who, ':', 1) AS actor_kind, said.who AS actor_ref, said.audience, said.body,
                uuid_send(gen_random_uuid()) AS salt
            FROM plan, LATERAL (VALUES
                (true, 1, 'suspension:' || i, 'recorded', 'suspension.recorded', started, 'machine:1', 'staff',
                    '{"measure":"' || measure || '","origin":"live"}'),
                (holds, 2, 'hold:' || i, 'held', 'hold.placed', started, 'machine:1', 'appellant',
                    '{"currency":"USD","hold":"' || pg_temp.public_id('hld', i) || '","kind":"in_escrow"}'),
                (true, q_statement, 'suspension:' || i, NULL, 'statement.issued', started, 'machine:1', 'appellant', '{"version":1}'),
                (true, q_force, 'suspension:' || i, 'in_force', 'suspension.in_force', started, 'machine:1', 'appellant', '{"statement":1}'),
                (bites, q_apply, 'effect:' || 2 * i, 'confirmed', 'effect.confirmed', started, 'machine:1', 'appellant',
                    '{"effect":"' || pg_temp.public_id('eff', 2 * i) || '","kind":"apply"}'),
                (true, q_told, 'suspension:' || i, NULL, 'notice.delivered', told, 'system:0', 'appellant',
                    '{"how":"email_accepted","letter":"suspension_notice","notice":"' || pg_temp.public_id('ntc', 8 * i) || '"}'),
                (appealed, q_draft, 'appeal:' || i, 'draft', 'appeal.drafted', drafted, 'appellant:' || account_id, 'appellant',
                    '{"appeal":"' || pg_temp.reference('APL', i) || '","channel":"portal","level":"1","subject":"suspension"}'),
                (appealed, q_submit, 'appeal:' || i, 'submitted', 'appeal.submitted', submitted, 'appellant:' || account_id, 'appellant',
                    '{"appeal":"' || pg_temp.reference('APL', i) || '","late":false,"level":"1"}'),
                (claimed, q_claim, 'appeal:' || i, 'in_review', 'appeal.claimed', claimed_at, 'staff:' || reviewer_id, 'staff',
                    '{"appeal":"' || pg_temp.reference('APL', i) || '"}'),
                (asked, q_ask, 'request:' || i, 'open', 'appeal.information_requested', checked_at, 'staff:' || reviewer_id, 'appellant',
                    '{"request":"' || pg_temp.public_id('irq', i) || '"}'),
                (asked, q_wait, 'appeal:' || i, 'waiting_for_appellant', 'appeal.information_requested', checked_at, 'staff:' || reviewer_id,
                    'appellant', '{"appeal":"' || pg_temp.reference('APL', i) || '"}'),
                (checked, q_check, 'appeal:' || i, 'second_check', 'appeal.second_check', checked_at, 'staff:' || reviewer_id, 'staff',
                    '{"appeal":"' || pg_temp.reference('APL', i) || '"}'),
                (decided, q_decide, 'appeal:' || i, 'decided', 'appeal.decided', decided_at,
                    'staff:' || CASE WHEN checked THEN second_id ELSE reviewer_id END, 'appellant',
                    '{"appeal":"' || pg_temp.reference('APL', i) || '","outcome":"' || outcome || '"}'),
                (state <> 'in_force', q_end, 'suspension:' || i, state, 'suspension.' || state, ended_at,
                    CASE state WHEN 'expired' THEN 'system:0' ELSE 'staff:' || reviewer_id END, 'appellant', '{}'),
                (bites AND state = 'overturned', q_end + 1, 'effect:' || 2 * i + 1, 'confirmed', 'effect.confirmed', ended_at, 'machine:1',
                    'appellant', '{"effect":"' || pg_temp.public_id('eff', 2 * i + 1) || '","kind":"reopen"}')
            ) AS said(wanted, seq, subject, state_after, kind, at, who, audience, body)
            WHERE said.wanted
        ) salted
    ) digested
) chained
WINDOW w AS (PARTITION BY case_id ORDER BY seq);
