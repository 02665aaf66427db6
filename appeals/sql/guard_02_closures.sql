-- I2: an account is closed for good only through the gate, on what the platform reports, and opened again only by a
-- decision on that closure.

CREATE OR REPLACE FUNCTION closure_is_proposed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    held appeals_suspension := hold_case(NEW.case_id);
BEGIN
    IF held.state <> 'in_force' OR held.measure = 'warning' THEN
        PERFORM refuse('I2', ARRAY['case_not_in_force'], 'only a measure in force, and no warning, leads to a closure');
    END IF;
    IF NEW.proposed_by_id IS NULL AND NEW.proposed_by_key_id IS NULL THEN
        PERFORM refuse('I2', ARRAY['proposer_missing'], 'somebody must have proposed a closure');
    END IF;
    IF NEW.proposed_at <> redress_now() THEN
        PERFORM refuse('I2', ARRAY['back_dated'], 'a closure is dated when it is proposed');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER closure_proposed BEFORE INSERT ON appeals_closure
    FOR EACH ROW EXECUTE FUNCTION closure_is_proposed();

CREATE OR REPLACE TRIGGER closure_as_proposed
    BEFORE UPDATE OF id, reference, case_id, requested_by_staff_id, requested_at, proposed_by_id, proposed_by_key_id,
        proposed_at ON appeals_closure
    FOR EACH ROW EXECUTE FUNCTION stays_as_written('I2', 'id', 'reference', 'case_id', 'requested_by_staff_id',
        'requested_at', 'proposed_by_id', 'proposed_by_key_id', 'proposed_at');

-- The line that closes the race: whoever changes a closure holds its case.
CREATE OR REPLACE FUNCTION closure_holds_its_case() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM hold_case(NEW.case_id);
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER closure_locks BEFORE UPDATE ON appeals_closure
    FOR EACH ROW EXECUTE FUNCTION closure_holds_its_case();

-- Asked after the row is written, so that state and signatures may come in one statement; and again at commit, so
-- that nothing else of the same transaction shuts the gate behind it.
CREATE OR REPLACE FUNCTION closure_passes_the_gate() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    held appeals_suspension;
    missing text[];
BEGIN
    PERFORM 1 FROM appeals_closure WHERE id = NEW.id AND state = 'approved' AND OLD.state <> 'approved';
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    held := hold_case(NEW.case_id);
    PERFORM hold_measures(held.account_id);
    PERFORM 1 FROM accounts_user WHERE id IN (
        SELECT reviewer_id FROM appeals_review WHERE closure_id = NEW.id
    ) ORDER BY id FOR SHARE;
    missing := closure_missing(NEW.id);
    IF held.state <> 'in_force' THEN
        missing := missing || ARRAY['case_not_in_force'];
    END IF;
    IF closure_undone(NEW.id) THEN
        missing := missing || ARRAY['closure_undone'];
    END IF;
    IF missing IS DISTINCT FROM '{}' THEN
        PERFORM refuse('I2', missing, 'the gate of this closure is shut');
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER closure_gate AFTER UPDATE OF state ON appeals_closure
    FOR EACH ROW EXECUTE FUNCTION closure_passes_the_gate();
DROP TRIGGER IF EXISTS closure_gate_at_commit ON appeals_closure;
CREATE CONSTRAINT TRIGGER closure_gate_at_commit AFTER UPDATE OF state ON appeals_closure
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION closure_passes_the_gate();

-- What was approved is what was signed: once approved, the signatures and papers stay until it is returned.
CREATE OR REPLACE FUNCTION closure_keeps_its_papers() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.state IN ('effected', 'refused', 'withdrawn') OR (OLD.state = 'approved' AND NEW.state <> 'in_review') THEN
        IF (NEW.review_id, NEW.approval_id, NEW.statement_id, NEW.notice_id, NEW.answer_by, NEW.reasons, NEW.language,
                NEW.lighter_measures, NEW.money_plan, NEW.approved_at) IS DISTINCT FROM
            (OLD.review_id, OLD.approval_id, OLD.statement_id, OLD.notice_id, OLD.answer_by, OLD.reasons, OLD.language,
                OLD.lighter_measures, OLD.money_plan, OLD.approved_at) THEN
            PERFORM refuse('I2', ARRAY['never_changes'], 'what was approved or ended stays as it was signed');
        END IF;
    END IF;
    -- From this instant on a decision on the measure opens the account again.
    IF OLD.state = 'effected' AND NEW.effected_at <> OLD.effected_at OR NEW.effected_at > redress_now() THEN
        PERFORM refuse('I2', ARRAY['never_changes'], 'when a closure took effect lies in the past and stays');
    END IF;
    IF NEW.state = 'effected' AND OLD.state <> 'effected' AND NOT EXISTS (
        SELECT 1 FROM appeals_effect WHERE closure_id = NEW.id AND kind = 'close' AND state = 'confirmed'
    ) THEN
        PERFORM refuse('I2', ARRAY['effect_not_confirmed'], 'the platform has not reported that the account is closed');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER closure_papers BEFORE UPDATE ON appeals_closure
    FOR EACH ROW EXECUTE FUNCTION closure_keeps_its_papers();

-- The platform is asked to close an account only for a closure that stands approved.
CREATE OR REPLACE FUNCTION effect_is_asked_for() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM hold_case(NEW.case_id);
    IF NEW.kind = 'close' AND (NEW.state <> 'requested' OR NOT EXISTS (
        SELECT 1 FROM appeals_closure WHERE id = NEW.closure_id AND case_id = NEW.case_id AND state = 'approved'
    )) THEN
        PERFORM refuse('I2', ARRAY['closure_not_approved'], 'closing is asked for only after the gate');
    END IF;
    IF NEW.kind = 'refund' AND EXISTS (SELECT 1 FROM appeals_hold WHERE id = NEW.hold_id AND kind = 'approved_work') THEN
        PERFORM refuse('I9', ARRAY['approved_work_is_paid'], 'money for approved work is not paid back');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER effect_asked BEFORE INSERT ON appeals_effect
    FOR EACH ROW EXECUTE FUNCTION effect_is_asked_for();
CREATE OR REPLACE TRIGGER effect_as_asked
    BEFORE UPDATE OF id, public_id, case_id, kind, appeal_id, closure_id, hold_id, requested_at ON appeals_effect
    FOR EACH ROW EXECUTE FUNCTION stays_as_written('I2', 'id', 'public_id', 'case_id', 'kind', 'appeal_id', 'closure_id',
        'hold_id', 'requested_at');

-- And it is asked no longer once that closure is returned: neither what waits at the platform, nor what it refused before.
CREATE OR REPLACE FUNCTION closing_is_asked_no_longer() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM appeals_effect e JOIN appeals_closure c ON c.id = e.closure_id
        WHERE e.case_id = NEW.case_id AND e.kind = 'close' AND e.state IN ('requested', 'overdue') AND c.state <> 'approved'
    ) THEN
        PERFORM refuse('I2', ARRAY['closure_not_approved'], 'closing is asked for only while the closure stands approved');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS effect_asked_while_approved ON appeals_effect;
CREATE CONSTRAINT TRIGGER effect_asked_while_approved AFTER UPDATE OF state ON appeals_effect
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION closing_is_asked_no_longer();
DROP TRIGGER IF EXISTS closure_asked_while_approved ON appeals_closure;
CREATE CONSTRAINT TRIGGER closure_asked_while_approved AFTER UPDATE OF state ON appeals_closure
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION closing_is_asked_no_longer();

-- A measure becomes `closed` with its closure, and leaves that state only by a decision on that closure (or one that
-- overturned the measure itself since). It ends in no other way while the platform is asked to close the account.
CREATE OR REPLACE FUNCTION case_closes_and_reopens() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.state = 'closed' AND OLD.state <> 'closed' AND NOT EXISTS (
        SELECT 1 FROM appeals_closure c WHERE c.case_id = NEW.id AND c.state = 'effected' AND NOT closure_undone(c.id)
    ) THEN
        PERFORM refuse('I2', ARRAY['closure_not_effected'], 'an account is closed only by a closure that took effect');
    END IF;
    IF OLD.state = 'closed' AND NEW.state <> 'closed' AND EXISTS (
        SELECT 1 FROM appeals_closure c WHERE c.case_id = NEW.id AND c.state = 'effected' AND NOT closure_undone(c.id)
        AND NOT (NEW.state = 'overturned' AND EXISTS (
            SELECT 1 FROM appeals_decision d JOIN appeals_appeal p ON p.id = d.appeal_id
            WHERE d.case_id = NEW.id AND p.subject_kind = 'suspension' AND d.outcome = 'overturned'
            AND d.decided_at >= c.effected_at))
    ) THEN
        PERFORM refuse('I2', ARRAY['decision_missing'], 'a closed account opens only by a decision');
    END IF;
    IF OLD.state = 'in_force' AND NEW.state IN ('lifted', 'expired', 'overturned') AND EXISTS (
        SELECT 1 FROM appeals_closure WHERE case_id = NEW.id AND state = 'approved'
    ) THEN
        PERFORM refuse('I2', ARRAY['closure_approved'], 'take the approved closure back first');
    END IF;
    RETURN NEW;
END $$;

-- Whether a decision overturned or changed this closure.
CREATE OR REPLACE FUNCTION closure_undone(in_closure bigint) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM appeals_decision d JOIN appeals_appeal p ON p.id = d.appeal_id
        WHERE p.closure_id = in_closure AND p.subject_kind = 'closure' AND d.outcome IN ('overturned', 'changed'))
$$;

CREATE OR REPLACE TRIGGER suspension_closes BEFORE UPDATE OF state ON appeals_suspension
    FOR EACH ROW EXECUTE FUNCTION case_closes_and_reopens();

-- What shuts the gate waits for whoever approves, and the other way round.
CREATE OR REPLACE FUNCTION row_holds_its_case() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM hold_case(NEW.case_id);
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER legalhold_locks BEFORE INSERT OR UPDATE ON appeals_legalhold
    FOR EACH ROW EXECUTE FUNCTION row_holds_its_case();
CREATE OR REPLACE TRIGGER dispute_locks BEFORE INSERT OR UPDATE ON appeals_dispute
    FOR EACH ROW EXECUTE FUNCTION row_holds_its_case();
CREATE OR REPLACE TRIGGER request_locks BEFORE INSERT OR UPDATE ON appeals_informationrequest
    FOR EACH ROW EXECUTE FUNCTION row_holds_its_case();
CREATE OR REPLACE TRIGGER legalhold_as_placed
    BEFORE UPDATE OF id, case_id, reason, placed_by_id, placed_at, wanted_until ON appeals_legalhold
    FOR EACH ROW EXECUTE FUNCTION stays_as_written('I2', 'id', 'case_id', 'reason', 'placed_by_id', 'placed_at', 'wanted_until');
CREATE OR REPLACE TRIGGER dispute_as_recorded
    BEFORE UPDATE OF id, case_id, kind, body, filed_at, recorded_by_id, recorded_at ON appeals_dispute
    FOR EACH ROW EXECUTE FUNCTION stays_as_written('I2', 'id', 'case_id', 'kind', 'body', 'filed_at', 'recorded_by_id',
        'recorded_at');
