-- I5: one open appeal per subject and level (partial unique indexes of the model hold that, drafts included), and no
-- second first appeal of what was decided. An appeal is decided by its decision and by nothing else.

CREATE OR REPLACE FUNCTION same_subject(one appeals_appeal, other appeals_appeal) RETURNS boolean
    LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT one.case_id = other.case_id AND one.subject_kind = other.subject_kind
        AND one.closure_id IS NOT DISTINCT FROM other.closure_id AND one.hold_id IS NOT DISTINCT FROM other.hold_id
$$;

-- Why an appeal of this level cannot be opened; NULL when it can. A new statement of the same subject opens the first
-- level again: what is in it was never appealed. So does a letter that a hold was moved or ended since.
CREATE OR REPLACE FUNCTION level_refusal(wanted appeals_appeal) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    first_decided timestamptz := (SELECT max(p.decided_at) FROM appeals_appeal p
        WHERE p.case_id = wanted.case_id AND same_subject(p, wanted) AND p.level = '1' AND p.state = 'decided');
BEGIN
    IF wanted.level = '1' AND first_decided IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM appeals_statement WHERE wanted.subject_kind <> 'hold' AND suspension_id = wanted.case_id
        AND closure_id IS NOT DISTINCT FROM wanted.closure_id AND issued_at > first_decided
        UNION ALL
        SELECT 1 FROM appeals_notice WHERE wanted.subject_kind = 'hold' AND case_id = wanted.case_id
        AND about = 'hold:' || wanted.hold_id AND kind IN ('hold_changed', 'hold_ended') AND created_at > first_decided
    ) THEN
        RETURN 'already_decided';
    END IF;
    IF wanted.level = '2' AND first_decided IS NULL THEN
        RETURN 'first_level_missing';
    END IF;
    IF wanted.level = '2' AND EXISTS (SELECT 1 FROM appeals_appeal p
        WHERE p.case_id = wanted.case_id AND same_subject(p, wanted) AND p.level = '2' AND p.state = 'decided'
        AND p.decided_at >= first_decided
    ) THEN
        RETURN 'already_decided';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION appeal_is_started() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    held appeals_suspension := hold_case(NEW.case_id);
BEGIN
    IF held.state IN ('recorded', 'overturned') THEN
        PERFORM refuse('I5', ARRAY['nothing_to_appeal'], 'there is no measure to appeal against');
    END IF;
    IF level_refusal(NEW) IS NOT NULL THEN
        PERFORM refuse('I5', ARRAY[level_refusal(NEW)], 'this level of appeal is not open');
    END IF;
    NEW.held_since := money_held_since(NEW.case_id);
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER appeal_started BEFORE INSERT ON appeals_appeal
    FOR EACH ROW EXECUTE FUNCTION appeal_is_started();

-- Sending an appeal is new evidence for whoever reviews a closure of the same case.
CREATE OR REPLACE FUNCTION appeal_is_sent() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM hold_case(NEW.case_id);
    IF OLD.state = 'draft' AND NEW.state = 'submitted' THEN
        IF level_refusal(NEW) IS NOT NULL THEN
            PERFORM refuse('I5', ARRAY[level_refusal(NEW)], 'this level of appeal is not open');
        END IF;
        IF NEW.submitted_at <> redress_now() OR NEW.received_at > redress_now() THEN
            PERFORM refuse('I4', ARRAY['back_dated'], 'an appeal is dated when it is sent');
        END IF;
        IF btrim(NEW.statement) = '' THEN
            PERFORM refuse('I5', ARRAY['statement_empty'], 'an appeal says something');
        END IF;
        PERFORM evidence_arrived(NEW.case_id);
    ELSIF NEW.submitted_at IS DISTINCT FROM OLD.submitted_at OR NEW.received_at IS DISTINCT FROM OLD.received_at THEN
        PERFORM refuse('I7', ARRAY['never_changes'], 'the day an appeal arrived never changes');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER appeal_sent BEFORE UPDATE OF state, submitted_at, received_at ON appeals_appeal
    FOR EACH ROW EXECUTE FUNCTION appeal_is_sent();

-- What the person said stays as sent; only what staff wrote down for them may be completed, and that is new evidence.
CREATE OR REPLACE FUNCTION appeal_stays_as_sent() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.state = 'draft' OR (NEW.statement, NEW.disputes, NEW.wants, NEW.context)
        IS NOT DISTINCT FROM (OLD.statement, OLD.disputes, OLD.wants, OLD.context) THEN
        RETURN NEW;
    END IF;
    IF OLD.channel IN ('portal', 'api') OR OLD.state IN ('decided', 'withdrawn', 'lapsed') THEN
        PERFORM refuse('I7', ARRAY['never_changes'], 'an appeal stays as it was sent');
    END IF;
    PERFORM hold_case(NEW.case_id);
    PERFORM evidence_arrived(NEW.case_id);
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER appeal_as_sent BEFORE UPDATE OF statement, disputes, wants, context ON appeals_appeal
    FOR EACH ROW EXECUTE FUNCTION appeal_stays_as_sent();
CREATE OR REPLACE TRIGGER appeal_as_started
    BEFORE UPDATE OF id, reference, case_id, subject_kind, closure_id, hold_id, level, channel, filed_by_id, created_at
    ON appeals_appeal
    FOR EACH ROW EXECUTE FUNCTION stays_as_written('I5', 'id', 'reference', 'case_id', 'subject_kind', 'closure_id',
        'hold_id', 'level', 'channel', 'filed_by_id', 'created_at');

CREATE OR REPLACE FUNCTION appeal_has_its_decision() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM appeals_appeal WHERE id = NEW.id AND state = 'decided';
    IF FOUND AND NOT EXISTS (SELECT 1 FROM appeals_decision WHERE appeal_id = NEW.id) THEN
        PERFORM refuse('I7', ARRAY['decision_missing'], 'an appeal is decided by a decision');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS appeal_decided_by_decision ON appeals_appeal;
CREATE CONSTRAINT TRIGGER appeal_decided_by_decision AFTER UPDATE OF state ON appeals_appeal
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION appeal_has_its_decision();

-- A question waits on an appeal that somebody reviews.
CREATE OR REPLACE FUNCTION request_is_asked() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM hold_case(NEW.case_id);
    IF NOT EXISTS (SELECT 1 FROM appeals_appeal WHERE id = NEW.appeal_id AND state IN ('in_review', 'waiting_for_appellant')) THEN
        PERFORM refuse('I5', ARRAY['appeal_not_in_review'], 'a question belongs to an appeal in review');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER request_asked BEFORE INSERT ON appeals_informationrequest
    FOR EACH ROW EXECUTE FUNCTION request_is_asked();
CREATE OR REPLACE TRIGGER request_as_asked
    BEFORE UPDATE OF id, public_id, case_id, appeal_id, question, why, asked_by_id, asked_at ON appeals_informationrequest
    FOR EACH ROW EXECUTE FUNCTION stays_as_written('I7', 'id', 'public_id', 'case_id', 'appeal_id', 'question', 'why',
        'asked_by_id', 'asked_at');

CREATE OR REPLACE FUNCTION request_is_answered() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.state = 'answered' AND (NEW.answer, NEW.cannot_answer, NEW.answered_at)
        IS DISTINCT FROM (OLD.answer, OLD.cannot_answer, OLD.answered_at) THEN
        PERFORM refuse('I7', ARRAY['never_changes'], 'an answer stays as it was sent');
    END IF;
    IF NEW.state = 'answered' AND OLD.state <> 'answered' THEN
        PERFORM hold_case(NEW.case_id);
        PERFORM evidence_arrived(NEW.case_id);
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER request_answered
    BEFORE UPDATE OF state, answer, cannot_answer, answered_at ON appeals_informationrequest
    FOR EACH ROW EXECUTE FUNCTION request_is_answered();
