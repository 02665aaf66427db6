-- Nobody is held to what another account did: where a measure rests on a link, it stays only with what this account did
-- itself.

CREATE OR REPLACE FUNCTION link_as_said() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM hold_case(NEW.case_id);
    IF TG_OP = 'INSERT' AND NEW.other_id = (SELECT account_id FROM appeals_suspension WHERE id = NEW.case_id) THEN
        PERFORM refuse('I1', ARRAY['linked_to_itself'], 'an account is not linked to itself');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER link_said BEFORE INSERT OR UPDATE ON appeals_linkedaccount
    FOR EACH ROW EXECUTE FUNCTION link_as_said();
CREATE OR REPLACE TRIGGER link_stays BEFORE UPDATE ON appeals_linkedaccount
    FOR EACH ROW EXECUTE FUNCTION stays_as_written('I7', 'id', 'case_id', 'other_id', 'kind', 'said_by', 'reason', 'is_ground', 'recorded_at');

-- Whether a case rests on another account, with nothing written of what this one did.
CREATE OR REPLACE FUNCTION rests_on_another(in_case bigint) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM appeals_linkedaccount
        WHERE case_id = in_case AND is_ground AND ended_at IS NULL AND own_conduct = ''
    )
$$;

CREATE OR REPLACE FUNCTION decision_rests_on_own_conduct() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM hold_case(NEW.case_id);
    IF NEW.outcome = 'upheld' AND rests_on_another(NEW.case_id) THEN
        PERFORM refuse('own_conduct', ARRAY['own_conduct_missing'], 'a measure does not stay for what another account did');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER decision_on_own_conduct BEFORE INSERT ON appeals_decision
    FOR EACH ROW EXECUTE FUNCTION decision_rests_on_own_conduct();

CREATE OR REPLACE FUNCTION closure_rests_on_own_conduct() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.state = 'approved' AND OLD.state IS DISTINCT FROM 'approved' THEN
        PERFORM hold_case(NEW.case_id);
        IF rests_on_another(NEW.case_id) THEN
            PERFORM refuse('own_conduct', ARRAY['own_conduct_missing'], 'an account is not closed for what another account did');
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER closure_on_own_conduct BEFORE UPDATE OF state ON appeals_closure
    FOR EACH ROW EXECUTE FUNCTION closure_rests_on_own_conduct();
