-- I6: a review is one person's own judgement: opened first and completed later, dated by the database, by an active
-- human who held the role from opening to completion, on something still open, by nobody who was involved before.

-- The decider of the first level, whoever took part in the closure, and who placed the hold.
CREATE OR REPLACE FUNCTION took_part_before(in_user bigint, p appeals_appeal) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.level = '2' AND EXISTS (
            SELECT 1 FROM appeals_appeal earlier JOIN appeals_review o ON o.appeal_id = earlier.id
            WHERE earlier.case_id = p.case_id AND same_subject(earlier, p) AND earlier.level = '1'
            AND o.part = 'first' AND o.completed_at IS NOT NULL AND o.reviewer_id = in_user)
        OR EXISTS (
            SELECT 1 FROM appeals_closure c LEFT JOIN appeals_review o ON o.closure_id = c.id AND o.completed_at IS NOT NULL
            WHERE c.id = p.closure_id AND (c.proposed_by_id = in_user OR o.reviewer_id = in_user))
        OR EXISTS (SELECT 1 FROM appeals_hold WHERE id = p.hold_id AND placed_by_id = in_user)
$$;

-- Why this person may not judge this appeal. A senior's recorded exception lifts what the last line asks, never the
-- rest: whoever suspended may only lift or reduce, which takes no review, and one person never signs both parts.
CREATE OR REPLACE FUNCTION appeal_conflicts(r appeals_review, p appeals_appeal, s appeals_suspension) RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT ARRAY(SELECT code FROM (VALUES
        (1, 'decider_unknown', decider_unknown(s)),
        (2, 'reviewer_not_independent', decided(r.reviewer_id, s) OR is_the_person(r.reviewer_id, s)),
        (3, 'reviewer_not_independent', r.part = 'second' AND EXISTS (
            SELECT 1 FROM appeals_review o WHERE o.appeal_id = p.id AND o.part = 'first'
            AND o.reviewer_id = r.reviewer_id AND o.completed_at IS NOT NULL)),
        (4, 'reviewer_not_independent', r.exception_by_id IS NULL AND took_part_before(r.reviewer_id, p))
    ) AS conflict(place, code, holds) WHERE holds IS NOT FALSE ORDER BY place)
$$;

CREATE OR REPLACE FUNCTION closure_conflicts(r appeals_review, c appeals_closure) RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT ARRAY(SELECT code FROM (VALUES
        (1, CASE r.part WHEN 'first' THEN 'reviewer_not_independent' ELSE 'approver_not_independent' END,
            involved_in_closure(r.reviewer_id, c.id)),
        (2, 'approver_not_independent', r.part = 'second' AND EXISTS (
            SELECT 1 FROM appeals_review o WHERE o.id = c.review_id AND o.reviewer_id = r.reviewer_id)),
        (3, 'no_exception_here', r.exception_by_id IS NOT NULL)
    ) AS conflict(place, code, holds) WHERE holds IS NOT FALSE ORDER BY place)
$$;

CREATE OR REPLACE FUNCTION review_is_opened() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    held appeals_suspension := hold_case(NEW.case_id);
    p appeals_appeal;
    c appeals_closure;
    conflicts text[];
BEGIN
    PERFORM 1 FROM accounts_user WHERE id = NEW.reviewer_id FOR SHARE;
    IF NEW.completed_at IS NOT NULL OR NEW.abandoned_at IS NOT NULL OR NEW.outcome <> '' OR NEW.evidence_rev_seen IS NOT NULL THEN
        PERFORM refuse('I6', ARRAY['not_opened_first'], 'a review is opened first and completed later');
    END IF;
    IF NEW.opened_at <> redress_now() OR NEW.own_view_at <> redress_now() THEN
        PERFORM refuse('I6', ARRAY['back_dated'], 'a review is dated when it is opened');
    END IF;
    IF NOT may_judge(NEW.reviewer_id, NEW.role, redress_now(), redress_now()) THEN
        PERFORM refuse('I6', ARRAY['person_not_entitled'], 'only an active person with the role reviews');
    END IF;
    IF NEW.exception_by_id IS NOT NULL AND (NEW.exception_by_id = NEW.reviewer_id OR btrim(NEW.exception_reason) = ''
        OR NOT may_judge(NEW.exception_by_id, 'senior', redress_now(), redress_now())) THEN
        PERFORM refuse('I6', ARRAY['exception_not_entitled'], 'another person, a senior, gives an exception and says why');
    END IF;
    IF NEW.appeal_id IS NOT NULL THEN
        SELECT * INTO p FROM appeals_appeal WHERE id = NEW.appeal_id;
        IF NOT (NEW.part = 'first' AND p.state IN ('submitted', 'in_review') OR NEW.part = 'second' AND p.state = 'second_check') THEN
            PERFORM refuse('I4', ARRAY['not_reviewable'], 'this appeal is not open to this part of a review');
        END IF;
        conflicts := appeal_conflicts(NEW, p, held);
    ELSE
        SELECT * INTO c FROM appeals_closure WHERE id = NEW.closure_id;
        IF NOT (NEW.part = 'first' AND c.state IN ('proposed', 'in_review') OR NEW.part = 'second' AND c.state = 'second_approval') THEN
            PERFORM refuse('I4', ARRAY['not_reviewable'], 'this closure is not open to this part of a review');
        END IF;
        conflicts := closure_conflicts(NEW, c);
    END IF;
    IF conflicts <> '{}' THEN
        PERFORM refuse('I6', conflicts, 'whoever was involved does not judge');
    END IF;
    IF EXISTS (
        SELECT 1 FROM appeals_review o WHERE o.part = NEW.part AND o.completed_at IS NULL AND o.abandoned_at IS NULL
        AND (o.appeal_id = NEW.appeal_id OR o.closure_id = NEW.closure_id)
    ) THEN
        PERFORM refuse('I5', ARRAY['already_claimed'], 'somebody else is judging this');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER review_opened BEFORE INSERT ON appeals_review
    FOR EACH ROW EXECUTE FUNCTION review_is_opened();
CREATE OR REPLACE TRIGGER review_as_opened
    BEFORE UPDATE OF id, case_id, appeal_id, closure_id, part, reviewer_id, role, opened_at, exception_by_id,
        exception_reason ON appeals_review
    FOR EACH ROW EXECUTE FUNCTION stays_as_written('I6', 'id', 'case_id', 'appeal_id', 'closure_id', 'part', 'reviewer_id',
        'role', 'opened_at', 'exception_by_id', 'exception_reason');

-- Which results a part may have, and how much must be said against the person.
CREATE OR REPLACE FUNCTION review_result_refusal(r appeals_review) RETURNS text
    LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT CASE
        WHEN r.outcome = 'returned' AND r.part <> 'second' THEN 'outcome_not_possible'
        WHEN r.appeal_id IS NOT NULL AND r.outcome NOT IN ('overturned', 'changed', 'upheld', 'inadmissible', 'returned')
            THEN 'outcome_not_possible'
        WHEN r.closure_id IS NOT NULL AND r.outcome NOT IN ('close', 'keep', 'returned') THEN 'outcome_not_possible'
        WHEN r.outcome IN ('close', 'upheld', 'inadmissible') AND char_length(btrim(r.reasons)) < 40 THEN 'reasons_too_short'
    END
$$;

CREATE OR REPLACE FUNCTION review_is_completed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    held appeals_suspension := hold_case(NEW.case_id);
BEGIN
    IF OLD.completed_at IS NOT NULL OR OLD.abandoned_at IS NOT NULL THEN
        PERFORM refuse('I6', ARRAY['review_is_final'], 'a completed review never changes');
    END IF;
    IF OLD.own_view <> '' AND (NEW.own_view, NEW.own_view_at, NEW.own_view_reason)
        IS DISTINCT FROM (OLD.own_view, OLD.own_view_at, OLD.own_view_reason) THEN
        PERFORM refuse('I6', ARRAY['own_view_is_final'], 'an own view is recorded once');
    END IF;
    IF NEW.own_view <> '' AND OLD.own_view = '' AND NEW.own_view_at IS DISTINCT FROM redress_now() THEN
        PERFORM refuse('I6', ARRAY['back_dated'], 'an own view is dated when it is recorded');
    END IF;
    IF NEW.abandoned_at <> redress_now() OR NEW.completed_at <> redress_now() THEN
        PERFORM refuse('I6', ARRAY['back_dated'], 'a review is dated when it is completed');
    END IF;
    IF NEW.completed_at IS NULL AND NEW.outcome = '' THEN
        RETURN NEW;
    END IF;
    IF NEW.part = 'second' AND OLD.own_view = '' THEN
        PERFORM refuse('I6', ARRAY['own_view_missing'], 'the second person records an own view first');
    END IF;
    IF review_result_refusal(NEW) IS NOT NULL THEN
        PERFORM refuse('I6', ARRAY[review_result_refusal(NEW)], 'this result cannot be given like this');
    END IF;
    PERFORM 1 FROM accounts_user WHERE id = NEW.reviewer_id FOR SHARE;
    IF NOT may_judge(NEW.reviewer_id, NEW.role, NEW.opened_at, redress_now()) THEN
        PERFORM refuse('I6', ARRAY['person_not_entitled'], 'only an active person with the role completes a review');
    END IF;
    IF NEW.evidence_rev_seen > held.evidence_rev THEN
        PERFORM refuse('I8', ARRAY['evidence_not_there'], 'nobody has seen evidence that has not arrived');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER review_completed BEFORE UPDATE ON appeals_review
    FOR EACH ROW EXECUTE FUNCTION review_is_completed();
