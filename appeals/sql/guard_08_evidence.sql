-- I8: whatever the person adds, sends, answers or takes back, and whatever material the platform adds, raises the
-- case's `evidence_rev`, under the case's lock. Reviews remember the number they saw; a closure passes, and an appeal is
-- refused, only on the latest.

CREATE OR REPLACE FUNCTION evidence_arrived(in_case bigint) RETURNS void
    LANGUAGE sql SET search_path = public, pg_temp AS $$
    UPDATE appeals_suspension SET evidence_rev = evidence_rev + 1 WHERE id = in_case
$$;

CREATE OR REPLACE FUNCTION evidence_rev_only_rises() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.evidence_rev < OLD.evidence_rev THEN
        PERFORM refuse('I8', ARRAY['evidence_rev_back'], 'the number of the evidence only rises');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER suspension_evidence_rev BEFORE UPDATE OF evidence_rev ON appeals_suspension
    FOR EACH ROW EXECUTE FUNCTION evidence_rev_only_rises();

CREATE OR REPLACE FUNCTION evidence_is_added() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    appeal_state text;
BEGIN
    PERFORM hold_case(NEW.case_id);
    SELECT state INTO appeal_state FROM appeals_appeal WHERE id = NEW.appeal_id;
    IF appeal_state IS NULL OR appeal_state IN ('decided', 'withdrawn', 'lapsed') THEN
        PERFORM refuse('I8', ARRAY['appeal_is_over'], 'evidence belongs to an appeal that is not over');
    END IF;
    IF NEW.state <> 'received' OR NEW.removed_at IS NOT NULL OR NEW.erased_at IS NOT NULL THEN
        PERFORM refuse('I8', ARRAY['wrong_first_state'], 'evidence arrives unchecked');
    END IF;
    IF appeal_state <> 'draft' THEN
        PERFORM evidence_arrived(NEW.case_id);
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER evidence_added BEFORE INSERT ON appeals_evidence
    FOR EACH ROW EXECUTE FUNCTION evidence_is_added();
CREATE OR REPLACE TRIGGER evidence_as_sent
    BEFORE UPDATE OF id, public_id, case_id, appeal_id, request_id, name, link, size, sha256, added_by, added_at
    ON appeals_evidence
    FOR EACH ROW EXECUTE FUNCTION stays_as_written('I8', 'id', 'public_id', 'case_id', 'appeal_id', 'request_id', 'name',
        'link', 'size', 'sha256', 'added_by', 'added_at');

-- What the platform adds is new for whoever judges, just as what the person sends.
CREATE OR REPLACE FUNCTION exhibit_is_added() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM hold_case(NEW.suspension_id);
    PERFORM evidence_arrived(NEW.suspension_id);
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER exhibit_added BEFORE INSERT ON appeals_exhibit
    FOR EACH ROW EXECUTE FUNCTION exhibit_is_added();

-- What was sent is kept while somebody may still ask for it: an appeal, a court, or the person within their last day.
CREATE OR REPLACE FUNCTION evidence_is_needed(e appeals_evidence) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM appeals_appeal WHERE id = e.appeal_id AND state <> 'draft') AND (
        coalesce(s.last_day_to_appeal > redress_now(), true)
        OR EXISTS (SELECT 1 FROM appeals_appeal WHERE case_id = s.id
            AND state IN ('submitted', 'in_review', 'waiting_for_appellant', 'second_check'))
        OR EXISTS (SELECT 1 FROM appeals_dispute WHERE case_id = s.id AND decided_at IS NULL)
        OR EXISTS (SELECT 1 FROM appeals_legalhold WHERE case_id = s.id
            AND lifted_at IS NULL AND (until IS NULL OR until > redress_now())))
    FROM appeals_suspension s WHERE s.id = e.case_id
$$;

-- Taken back, fit to be read only now, or no longer: all of it changes what a reviewer sees. The original goes only by erasure.
CREATE OR REPLACE FUNCTION evidence_is_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    taken_back boolean := NEW.removed_at IS DISTINCT FROM OLD.removed_at;
    readable boolean := (NEW.state = 'accepted') <> (OLD.state = 'accepted');
    appeal_state text;
BEGIN
    IF OLD.removed_at IS NOT NULL AND taken_back OR OLD.erased_at IS NOT NULL AND NEW.erased_at IS DISTINCT FROM OLD.erased_at
        OR NEW.storage_key <> OLD.storage_key AND (NEW.storage_key <> '' OR NEW.erased_at IS NULL) THEN
        PERFORM refuse('I8', ARRAY['never_changes'], 'evidence is kept as it was sent until it is erased');
    END IF;
    IF NEW.erased_at IS DISTINCT FROM OLD.erased_at AND evidence_is_needed(NEW) THEN
        PERFORM refuse('I8', ARRAY['still_needed'], 'nothing that was sent is erased while somebody may ask for it');
    END IF;
    IF NOT taken_back AND NOT readable THEN
        RETURN NEW;
    END IF;
    PERFORM hold_case(NEW.case_id);
    SELECT state INTO appeal_state FROM appeals_appeal WHERE id = NEW.appeal_id;
    IF taken_back AND appeal_state IN ('decided', 'withdrawn', 'lapsed') THEN
        PERFORM refuse('I8', ARRAY['appeal_is_over'], 'evidence of an appeal that is over stays');
    END IF;
    IF appeal_state NOT IN ('draft', 'decided', 'withdrawn', 'lapsed') THEN
        PERFORM evidence_arrived(NEW.case_id);
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER evidence_changed BEFORE UPDATE OF state, removed_at, erased_at, storage_key ON appeals_evidence
    FOR EACH ROW EXECUTE FUNCTION evidence_is_changed();

-- Why somebody went on after being stopped is said once, and stays as it was said.
CREATE OR REPLACE TRIGGER lookstop_as_answered BEFORE UPDATE ON appeals_lookstop
    FOR EACH ROW WHEN (OLD.answered_at IS NOT NULL) EXECUTE FUNCTION is_for_ever('I8');
CREATE OR REPLACE TRIGGER lookstop_as_written BEFORE UPDATE OF id, user_id, evidence_id, claimed, persons, at ON appeals_lookstop
    FOR EACH ROW EXECUTE FUNCTION stays_as_written('I8', 'id', 'user_id', 'evidence_id', 'claimed', 'persons', 'at');
CREATE OR REPLACE TRIGGER lookstop_stays BEFORE DELETE ON appeals_lookstop
    FOR EACH ROW EXECUTE FUNCTION is_for_ever('I8');
