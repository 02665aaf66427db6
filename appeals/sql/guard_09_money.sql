-- I9: held money has a hold, and a hold says how much, why and until when. That it has an end or a review date, an
-- outcome when it is over, and that approved work is paid, are CHECKs of the model.

CREATE OR REPLACE FUNCTION hold_is_placed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    held appeals_suspension := hold_case(NEW.case_id);
BEGIN
    IF held.state NOT IN ('recorded', 'in_force') THEN
        PERFORM refuse('I9', ARRAY['measure_is_over'], 'a measure that is over holds no money');
    END IF;
    IF NEW.ends_at <= redress_now() OR NEW.review_on <= redress_now() OR NOT isfinite(coalesce(NEW.ends_at, NEW.review_on)) THEN
        PERFORM refuse('I9', ARRAY['end_is_past'], 'a hold ends, or is looked at again, in the future');
    END IF;
    IF btrim(NEW.reason) = '' THEN
        PERFORM refuse('I9', ARRAY['reason_missing'], 'held money needs a reason');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER hold_placed BEFORE INSERT ON appeals_hold
    FOR EACH ROW EXECUTE FUNCTION hold_is_placed();

CREATE OR REPLACE FUNCTION hold_is_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM hold_case(NEW.case_id);
    IF OLD.state = 'ended' AND (NEW.outcome, NEW.outcome_reason, NEW.ended_at)
        IS DISTINCT FROM (OLD.outcome, OLD.outcome_reason, OLD.ended_at) THEN
        PERFORM refuse('I9', ARRAY['never_changes'], 'how a hold ended never changes');
    END IF;
    IF NEW.confirmed_by_id = NEW.placed_by_id THEN
        PERFORM refuse('I6', ARRAY['reviewer_not_independent'], 'a second person confirms, not the one who placed it');
    END IF;
    IF NEW.moved < OLD.moved
        OR NEW.proposed_ends_at IS NOT NULL AND NEW.proposed_ends_at IS DISTINCT FROM OLD.proposed_ends_at
        OR NEW.proposed_review_on IS NOT NULL AND NEW.proposed_review_on IS DISTINCT FROM OLD.proposed_review_on THEN
        PERFORM refuse('I9', ARRAY['never_changes'], 'what was proposed, and how often a date was moved, is not rewritten');
    END IF;
    -- Money waits longer in two ways: a date is moved and that is counted, or a second person confirms what was proposed.
    IF NOT isfinite(coalesce(NEW.ends_at, NEW.review_on)) OR NEW.moved = OLD.moved
        AND (NEW.ends_at IS NULL AND OLD.ends_at IS NOT NULL OR coalesce(NEW.ends_at, NEW.review_on) > coalesce(OLD.ends_at, OLD.review_on))
        AND NOT (OLD.confirmed_at IS NULL AND NEW.confirmed_by_id IS NOT NULL
            AND (NEW.ends_at, NEW.review_on) IS NOT DISTINCT FROM (OLD.proposed_ends_at, OLD.proposed_review_on)) THEN
        PERFORM refuse('I9', ARRAY['date_moved'], 'a hold is not made longer unseen');
    END IF;
    -- Nobody alone: what waits for a signature is not moved, and beyond 30 days somebody else has signed.
    IF NEW.moved > OLD.moved AND (NEW.confirmed_at IS NULL AND (OLD.proposed_ends_at IS NOT NULL OR OLD.proposed_review_on IS NOT NULL)
        OR NEW.confirmed_by_id IS NULL AND coalesce(NEW.ends_at, NEW.review_on) - NEW.placed_at > interval '30 days') THEN
        PERFORM refuse('I9', ARRAY['second_person_missing'], 'money is held longer only with a second person');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER hold_changed BEFORE UPDATE ON appeals_hold
    FOR EACH ROW EXECUTE FUNCTION hold_is_changed();
CREATE OR REPLACE TRIGGER hold_as_placed
    BEFORE UPDATE OF id, public_id, case_id, external_id, kind, amount, currency, reason, placed_by_id, placed_at ON appeals_hold
    FOR EACH ROW EXECUTE FUNCTION stays_as_written('I9', 'id', 'public_id', 'case_id', 'external_id', 'kind', 'amount',
        'currency', 'reason', 'placed_by_id', 'placed_at');

-- Since when a case holds money stands beside each of its appeals, for the queue: a page of a million cases asks an
-- index, not every hold. The product's role has no right to write it.
CREATE OR REPLACE FUNCTION money_held_since(in_case bigint) RETURNS timestamptz
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT min(placed_at) FROM appeals_hold WHERE case_id = in_case AND state = 'held'
$$;

CREATE OR REPLACE FUNCTION hold_is_counted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE appeals_appeal SET held_since = money_held_since(NEW.case_id)
        WHERE case_id = NEW.case_id AND held_since IS DISTINCT FROM money_held_since(NEW.case_id);
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER hold_counted AFTER INSERT OR UPDATE OF state ON appeals_hold
    FOR EACH ROW EXECUTE FUNCTION hold_is_counted();
