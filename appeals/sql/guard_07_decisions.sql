-- I7: a decision follows from completed reviews of that appeal, by two people where it stays heavy, and never changes.

-- Whether what is disputed runs longer than seven days, or without an end. A warning takes nothing away.
CREATE OR REPLACE FUNCTION appeal_is_heavy(p appeals_appeal) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT CASE p.subject_kind
        WHEN 'closure' THEN true
        WHEN 'hold' THEN (
            SELECT h.ends_at IS NULL OR greatest(h.ends_at, h.proposed_ends_at) - h.placed_at > interval '7 days'
            FROM appeals_hold h WHERE h.id = p.hold_id)
        ELSE (
            SELECT s.measure <> 'warning' AND (s.ends_at IS NULL
                OR greatest(s.ends_at, s.proposed_ends_at) - s.starts_at > interval '7 days'
                OR s.proposed_review_on IS NOT NULL)
            FROM appeals_suspension s WHERE s.id = p.case_id)
    END
$$;

CREATE OR REPLACE FUNCTION decision_missing(d appeals_decision, p appeals_appeal, held appeals_suspension) RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT ARRAY(SELECT lack.code FROM (VALUES
        (1, 'review_missing', NOT (r.id IS NOT NULL AND r.part = 'first' AND r.completed_at IS NOT NULL
            AND r.abandoned_at IS NULL AND r.outcome = d.outcome)),
        (2, 'approval_missing', d.second_review_id IS NOT NULL AND NOT (b.id IS NOT NULL AND b.part = 'second'
            AND b.completed_at IS NOT NULL AND b.outcome = d.outcome AND b.reviewer_id <> r.reviewer_id)),
        (3, 'approval_missing', d.second_review_id IS NULL AND d.outcome IN ('upheld', 'inadmissible') AND appeal_is_heavy(p)),
        (4, 'review_open', EXISTS (SELECT 1 FROM appeals_review o WHERE o.appeal_id = p.id
            AND o.completed_at IS NULL AND o.abandoned_at IS NULL))
    ) AS lack(place, code, missing) WHERE lack.missing IS NOT FALSE ORDER BY lack.place)
    FROM (SELECT 1) one
    LEFT JOIN appeals_review r ON r.id = d.review_id AND r.appeal_id = p.id
    LEFT JOIN appeals_review b ON b.id = d.second_review_id AND b.appeal_id = p.id
$$;

CREATE OR REPLACE FUNCTION decision_is_made() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    held appeals_suspension := hold_case(NEW.case_id);
    p appeals_appeal;
    missing text[];
BEGIN
    SELECT * INTO p FROM appeals_appeal WHERE id = NEW.appeal_id;
    IF p.state IS NULL OR p.state NOT IN ('in_review', 'second_check', 'decided') THEN
        PERFORM refuse('I4', ARRAY['illegal_transition'], 'this appeal is not ready to be decided');
    END IF;
    IF NEW.decided_at <> redress_now() THEN
        PERFORM refuse('I7', ARRAY['back_dated'], 'a decision is dated when it is made');
    END IF;
    missing := decision_missing(NEW, p, held);
    IF missing IS DISTINCT FROM '{}' THEN
        PERFORM refuse('I6', missing, 'a decision follows from the completed reviews of its appeal');
    END IF;
    -- Against the person nobody decides before somebody has seen all that arrived.
    IF NEW.outcome IN ('upheld', 'inadmissible') AND held.evidence_rev IS DISTINCT FROM (
        SELECT evidence_rev_seen FROM appeals_review WHERE id = coalesce(NEW.second_review_id, NEW.review_id)
    ) THEN
        PERFORM refuse('I8', ARRAY['evidence_after_review'], 'something new arrived after the review');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER decision_made BEFORE INSERT ON appeals_decision
    FOR EACH ROW EXECUTE FUNCTION decision_is_made();

CREATE OR REPLACE FUNCTION decision_decides() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM appeals_appeal WHERE id = NEW.appeal_id AND state = 'decided') THEN
        PERFORM refuse('I4', ARRAY['appeal_not_decided'], 'a decision and the state of its appeal come together');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS decision_with_state ON appeals_decision;
CREATE CONSTRAINT TRIGGER decision_with_state AFTER INSERT ON appeals_decision
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION decision_decides();

CREATE OR REPLACE FUNCTION finding_is_made() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM appeals_decision d JOIN appeals_citation c ON c.suspension_id = d.case_id
        WHERE d.id = NEW.decision_id AND c.id = NEW.citation_id AND d.decided_at = redress_now()
    ) THEN
        PERFORM refuse('I7', ARRAY['finding_elsewhere'], 'a finding comes with its decision, on a citation of the same case');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER finding_made BEFORE INSERT ON appeals_finding
    FOR EACH ROW EXECUTE FUNCTION finding_is_made();

-- What was decided, issued, acknowledged or published never changes.
CREATE OR REPLACE TRIGGER decision_for_ever BEFORE UPDATE OR DELETE ON appeals_decision
    FOR EACH ROW EXECUTE FUNCTION is_for_ever('I7');
CREATE OR REPLACE TRIGGER finding_for_ever BEFORE UPDATE OR DELETE ON appeals_finding
    FOR EACH ROW EXECUTE FUNCTION is_for_ever('I7');
CREATE OR REPLACE TRIGGER statement_for_ever BEFORE UPDATE OR DELETE ON appeals_statement
    FOR EACH ROW EXECUTE FUNCTION is_for_ever('I7');
CREATE OR REPLACE TRIGGER receipt_for_ever BEFORE UPDATE OR DELETE ON appeals_receipt
    FOR EACH ROW EXECUTE FUNCTION is_for_ever('I7');
CREATE OR REPLACE TRIGGER sectionversion_for_ever BEFORE UPDATE OR DELETE ON appeals_sectionversion
    FOR EACH ROW EXECUTE FUNCTION is_for_ever('I7');
CREATE OR REPLACE TRIGGER regimepin_for_ever BEFORE UPDATE OR DELETE ON appeals_regimepin
    FOR EACH ROW EXECUTE FUNCTION is_for_ever('I7');
CREATE OR REPLACE TRIGGER feedentry_for_ever BEFORE UPDATE OR DELETE ON appeals_feedentry
    FOR EACH ROW EXECUTE FUNCTION is_for_ever('I3');

-- The feed says of an entry what the entry is, and each comes after all others: behind a reader's back nobody would see it.
CREATE OR REPLACE FUNCTION feed_says_what_happened() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM appeals_event e JOIN appeals_suspension s ON s.id = e.case_id WHERE e.id = NEW.event_id
        AND e.kind = NEW.type AND NEW.payload ->> 'type' = e.kind AND NEW.payload ->> 'case' = s.reference
    ) THEN
        PERFORM refuse('I3', ARRAY['feed_differs'], 'the feed says of an entry what the entry is');
    END IF;
    IF NEW.position <> 1 + (SELECT coalesce(max(position), 0) FROM appeals_feedentry) THEN
        PERFORM refuse('I3', ARRAY['feed_out_of_order'], 'an entry of the feed comes after all others');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER feedentry_filed BEFORE INSERT ON appeals_feedentry
    FOR EACH ROW EXECUTE FUNCTION feed_says_what_happened();

CREATE OR REPLACE TRIGGER section_keeps_its_key BEFORE UPDATE OF id, key ON appeals_section
    FOR EACH ROW EXECUTE FUNCTION stays_as_written('I7', 'id', 'key');
CREATE OR REPLACE TRIGGER regime_as_loaded BEFORE UPDATE OF id, key, version, data ON appeals_regime
    FOR EACH ROW EXECUTE FUNCTION stays_as_written('I7', 'id', 'key', 'version', 'data');

-- A proposed version of a regime stays as it was written; published is exactly what was proposed, and settled is settled.
CREATE OR REPLACE TRIGGER regimeproposal_as_written
    BEFORE UPDATE OF id, key, version, data, why, proposed_by_id, proposed_at ON appeals_regimeproposal
    FOR EACH ROW EXECUTE FUNCTION stays_as_written('I7', 'id', 'key', 'version', 'data', 'why', 'proposed_by_id',
        'proposed_at');

CREATE OR REPLACE FUNCTION proposal_is_settled_once() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.state <> 'open' OR TG_OP = 'UPDATE' AND OLD.state <> 'open' THEN
        PERFORM refuse('I7', ARRAY['never_changes'], 'a proposal is open first, and settled once');
    END IF;
    IF NEW.state = 'published' AND NOT EXISTS (SELECT 1 FROM appeals_regime WHERE id = NEW.regime_id AND data = NEW.data) THEN
        PERFORM refuse('I7', ARRAY['regime_differs'], 'what is published is what was proposed');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER regimeproposal_settled BEFORE INSERT OR UPDATE ON appeals_regimeproposal
    FOR EACH ROW EXECUTE FUNCTION proposal_is_settled_once();
