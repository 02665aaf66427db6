-- I2, the gate: everything that keeps a closure from being approved, in the order of the published list. This is its
-- one home: pages and API read it, the trigger in guard_02_closures.sql raises it. What cannot be decided counts as
-- missing. The floors (14 days to answer, 7 days of notice, from the delivery of this very notice) are constants:
-- no regime goes under them. Spans are compared with what lies between two instants: an instant plus days depends on
-- the time zone of whoever is connected.

-- Whether a person may not judge a closure: is the one it is about, proposed it, decided a measure in force on the
-- account (or nobody knows who did), or signed the other part. A requester whom we do not know can be told apart only
-- from those with an id.
CREATE OR REPLACE FUNCTION involved_in_closure(in_user bigint, in_closure bigint) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(c.proposed_by_id = u.id, false)
        OR coalesce(c.requested_by_staff_id = u.staff_id, false)
        OR (c.requested_by_staff_id IS NOT NULL AND u.staff_id IS NULL
            AND NOT EXISTS (SELECT 1 FROM accounts_user WHERE staff_id = c.requested_by_staff_id))
        OR EXISTS (
            SELECT 1 FROM appeals_suspension own JOIN appeals_suspension s ON s.account_id = own.account_id
            WHERE own.id = c.case_id AND (s.state = 'in_force' OR s.id = own.id)
            AND (decided(u.id, s) OR decider_unknown(s) OR is_the_person(u.id, s)))
    FROM appeals_closure c, accounts_user u WHERE c.id = in_closure AND u.id = in_user
$$;

-- A completed signature under exactly this closure, given after its statement was issued.
CREATE OR REPLACE FUNCTION signs_closure(r appeals_review, in_part text, c appeals_closure, st appeals_statement)
    RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(r.closure_id = c.id AND r.part = in_part AND r.outcome = 'close'
        AND r.completed_at >= st.issued_at AND r.abandoned_at IS NULL, false)
        AND NOT EXISTS (
            SELECT 1 FROM appeals_review o WHERE o.closure_id = c.id AND o.part = in_part
            AND o.completed_at IS NULL AND o.abandoned_at IS NULL)
$$;

-- The holds of a case that the plan does not end in a way that is allowed for their kind.
CREATE OR REPLACE FUNCTION money_without_plan(in_case bigint, plan jsonb) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM appeals_hold h WHERE h.case_id = in_case AND h.state = 'held'
        AND NOT EXISTS (
            SELECT 1 FROM jsonb_array_elements(CASE jsonb_typeof(plan) WHEN 'array' THEN plan ELSE '[]' END) entry
            WHERE entry ->> 'hold' = h.public_id AND coalesce(entry ->> 'by', '') <> ''
            AND entry ->> 'outcome' = ANY (CASE h.kind WHEN 'approved_work' THEN ARRAY['release', 'surrender_by_law']
                ELSE ARRAY['release', 'refund_to_client', 'set_off', 'surrender_by_law'] END)))
$$;

CREATE OR REPLACE FUNCTION lighter_measures_answered(given jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT count(*) > 0 AND coalesce(bool_and(
        coalesce(btrim(entry ->> 'measure'), '') <> '' AND coalesce(btrim(entry ->> 'why_not'), '') <> ''), false)
    FROM jsonb_array_elements(CASE jsonb_typeof(given) WHEN 'array' THEN given ELSE '[]' END) entry
$$;

-- A measure brought in from an older system still owes its reason.
CREATE OR REPLACE FUNCTION reason_owed(s appeals_suspension) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT NOT EXISTS (SELECT 1 FROM appeals_statement WHERE suspension_id = s.id AND closure_id IS NULL)
        OR EXISTS (SELECT 1 FROM appeals_clock WHERE case_id = s.id AND kind = 'reason_due' AND state IN ('running', 'paused'))
$$;

-- A date that the notice prints: it is a promise, and dates only move later. Long ago where it prints none.
CREATE OR REPLACE FUNCTION printed(n appeals_notice, named text) RETURNS timestamptz
    LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN is_instant(n.dates ->> named) THEN (n.dates ->> named)::timestamptz ELSE '-infinity' END
$$;

-- The codes of what is missing, empty when the gate is open, NULL when there is no such closure.
CREATE OR REPLACE FUNCTION closure_missing(in_closure bigint) RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT ARRAY(
        SELECT gate.code FROM (VALUES
            (1, 'statement_missing', reason_owed(s) OR st.id IS NULL OR EXISTS (
                SELECT 1 FROM appeals_statement newer WHERE newer.closure_id = c.id AND newer.number > st.number)),
            (2, 'notice_not_delivered', n.delivered_at IS NULL OR n.delivered_at > redress_now()
                OR coalesce(n.created_at < st.issued_at, false)),
            (3, 'notice_period_running', n.delivered_at IS NULL OR c.notice_period_until IS NULL
                OR c.notice_period_until > redress_now() OR c.notice_period_until - n.delivered_at < interval '7 days'
                OR redress_now() < printed(n, 'earliest')),
            (4, 'answer_by_running', n.delivered_at IS NULL OR c.answer_by IS NULL
                OR c.answer_by > redress_now() OR c.answer_by - n.delivered_at < interval '14 days'
                OR c.answer_by < printed(n, 'answer_by')),
            (5, 'appeal_open', EXISTS (SELECT 1 FROM appeals_appeal WHERE case_id = s.id
                AND state IN ('submitted', 'in_review', 'waiting_for_appellant', 'second_check'))),
            (6, 'request_open', EXISTS (SELECT 1 FROM appeals_informationrequest WHERE case_id = s.id AND state = 'open')),
            (7, 'dispute_stay', EXISTS (SELECT 1 FROM appeals_dispute WHERE case_id = s.id
                AND stays_closure AND decided_at IS NULL)),
            (8, 'legal_hold', EXISTS (SELECT 1 FROM appeals_legalhold WHERE case_id = s.id
                AND lifted_at IS NULL AND (until IS NULL OR until > redress_now()))),
            (9, 'review_missing', NOT signs_closure(r, 'first', c, st)),
            (10, 'evidence_after_review', coalesce(r.evidence_rev_seen <> s.evidence_rev, false)
                OR coalesce(a.evidence_rev_seen <> s.evidence_rev, false)),
            (11, 'reviewer_not_independent', r.id IS NOT NULL AND involved_in_closure(r.reviewer_id, c.id)),
            (12, 'approval_missing', NOT signs_closure(a, 'second', c, st)),
            (13, 'approver_not_independent', a.id IS NOT NULL
                AND (involved_in_closure(a.reviewer_id, c.id) OR a.reviewer_id IS NOT DISTINCT FROM r.reviewer_id)),
            (14, 'person_not_entitled',
                r.id IS NOT NULL AND NOT may_judge(r.reviewer_id, r.role, r.opened_at, coalesce(r.completed_at, redress_now()))
                OR a.id IS NOT NULL AND NOT may_judge(a.reviewer_id, a.role, a.opened_at, coalesce(a.completed_at, redress_now()))),
            (15, 'lighter_measures_missing', NOT lighter_measures_answered(c.lighter_measures)),
            (16, 'money_plan_missing', money_without_plan(s.id, c.money_plan)),
            (17, 'letter_lacks_last_day', NOT c.letter_names_last_day),
            (18, 'letter_language_missing', c.letter_language = '')
        ) AS gate(place, code, missing)
        WHERE gate.missing IS NOT FALSE ORDER BY gate.place
    )
    FROM appeals_closure c
    JOIN appeals_suspension s ON s.id = c.case_id
    LEFT JOIN appeals_statement st ON st.id = c.statement_id AND st.closure_id = c.id AND st.issued_at <= redress_now()
    LEFT JOIN appeals_notice n ON n.id = c.notice_id AND n.case_id = c.case_id AND n.about = 'closure:' || c.id
        AND n.kind = 'closure_proposed' AND n.recipient = 'appellant'
    LEFT JOIN appeals_review r ON r.id = c.review_id AND r.closure_id = c.id
    LEFT JOIN appeals_review a ON a.id = c.approval_id AND a.closure_id = c.id
    WHERE c.id = in_closure
$$;
