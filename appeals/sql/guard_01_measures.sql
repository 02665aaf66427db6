-- I1: no live measure in force without a citation with a dated fact and an issued statement that says what runs.
-- An imported one may wait for its reason while a `reason_due` clock stands.

-- Whether what runs until an instant was announced for no shorter. A statement's instants are written in milliseconds.
CREATE OR REPLACE FUNCTION runs_no_longer(runs timestamptz, said text) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN said IS NULL THEN true ELSE coalesce(date_trunc('milliseconds', runs) <= said::timestamptz, false) END
$$;

-- Whether a statement covers what runs: the same measure, no ability, place or reason more, no day longer, looked at
-- again no later.
CREATE OR REPLACE FUNCTION says_what_runs(st appeals_statement, s appeals_suspension) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT st.measure = s.measure
        AND to_jsonb(s.removes) <@ (st.content -> 'removes')
        AND (st.content -> 'territory' ? '*' OR to_jsonb(s.territory) <@ (st.content -> 'territory'))
        AND (st.disclosure <> 'full' OR (SELECT count(*) FROM appeals_citation WHERE suspension_id = s.id)
            <= jsonb_array_length(st.content -> 'citations'))
        AND runs_no_longer(s.ends_at, st.content ->> 'ends_at')
        AND (s.ends_at IS NOT NULL OR runs_no_longer(s.review_on, st.content ->> 'review_on'))
        AND runs_no_longer(s.counts_until, st.content ->> 'counts_until')
$$;

-- What a measure lacks to be in force; empty when nothing.
CREATE OR REPLACE FUNCTION measure_missing(in_case bigint) RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT ARRAY(
        SELECT lack.code FROM (VALUES
            (1, 'citation_missing', s.origin = 'live' AND NOT EXISTS (
                SELECT 1 FROM appeals_citation c JOIN appeals_fact f ON f.citation_id = c.id
                WHERE c.suspension_id = s.id)),
            (2, 'fact_missing', EXISTS (
                SELECT 1 FROM appeals_citation c WHERE c.suspension_id = s.id
                AND NOT EXISTS (SELECT 1 FROM appeals_fact f WHERE f.citation_id = c.id))),
            (3, 'statement_missing', st.id IS NULL AND (s.origin = 'live' OR NOT EXISTS (
                SELECT 1 FROM appeals_clock k WHERE k.case_id = s.id AND k.kind = 'reason_due'
                AND k.state IN ('running', 'passed')))),
            (4, 'statement_differs', st.id IS NOT NULL AND NOT says_what_runs(st, s))
        ) AS lack(place, code, missing)
        WHERE lack.missing IS NOT FALSE ORDER BY lack.place
    )
    FROM appeals_suspension s LEFT JOIN LATERAL (
        SELECT * FROM appeals_statement WHERE suspension_id = s.id AND closure_id IS NULL ORDER BY number DESC LIMIT 1
    ) st ON true
    WHERE s.id = in_case
$$;

-- Facts before the version they are held against, or none on a day on which it was the one in force.
CREATE OR REPLACE FUNCTION citation_out_of_force(in_citation bigint) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT bool_or(f.occurred_on < v.in_force_from) OR NOT bool_or(NOT EXISTS (
        SELECT 1 FROM appeals_sectionversion later
        WHERE later.section_id = v.section_id AND later.in_force_from <= f.occurred_on
        AND (later.in_force_from, later.number) > (v.in_force_from, v.number)))
    FROM appeals_citation c
    JOIN appeals_sectionversion v ON v.id = c.section_version_id
    JOIN appeals_fact f ON f.citation_id = c.id
    WHERE c.id = in_citation
$$;

CREATE OR REPLACE FUNCTION measure_has_its_reason() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    missing text[];
BEGIN
    PERFORM 1 FROM appeals_suspension WHERE id = NEW.id AND state = 'in_force';
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    missing := measure_missing(NEW.id);
    IF OLD.state = 'recorded'
        AND EXISTS (SELECT 1 FROM appeals_citation WHERE suspension_id = NEW.id AND citation_out_of_force(id)) THEN
        missing := missing || ARRAY['section_not_in_force'];
    END IF;
    IF missing IS DISTINCT FROM '{}' THEN
        PERFORM refuse('I1', missing, 'a measure in force needs its cited reason and its statement');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS suspension_has_its_reason ON appeals_suspension;
CREATE CONSTRAINT TRIGGER suspension_has_its_reason
    AFTER UPDATE OF state, measure, removes, territory, ends_at, review_on, counts_until ON appeals_suspension
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION measure_has_its_reason();

-- Starting a measure, and saying who decided it, wait for a closure of the same account that is being approved.
-- Who decided is written once: an id may be mapped to the person it stands for, never to another. The second person
-- who confirms is another one.
CREATE OR REPLACE FUNCTION decider_is_mapped_once() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM hold_measures(NEW.account_id);
    IF TG_OP = 'UPDATE' AND OLD.decided_by_id <> coalesce(NEW.decided_by_id, 0) THEN
        PERFORM refuse('I6', ARRAY['never_changes'], 'who decided a measure never changes');
    END IF;
    IF EXISTS (
        SELECT 1 FROM accounts_user u
        WHERE u.id = NEW.decided_by_id AND u.staff_id <> NEW.decided_by_staff_id
            OR u.id <> NEW.decided_by_id AND u.staff_id = NEW.decided_by_staff_id
    ) THEN
        PERFORM refuse('I6', ARRAY['decider_is_another'], 'this staff id stands for another person');
    END IF;
    IF decided(NEW.confirmed_by_id, NEW) THEN
        PERFORM refuse('I6', ARRAY['reviewer_not_independent'], 'a second person confirms, not the one who decided');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER suspension_decider
    BEFORE INSERT OR UPDATE OF state, decided_by_id, decided_by_outside, confirmed_by_id ON appeals_suspension
    FOR EACH ROW EXECUTE FUNCTION decider_is_mapped_once();

CREATE OR REPLACE TRIGGER suspension_as_recorded
    BEFORE UPDATE OF id, reference, external_id, account_id, origin, decided_by_staff_id, automated_decision,
        automated_detection, source, starts_at, recorded_by_id, recorded_by_key_id, created_at ON appeals_suspension
    FOR EACH ROW EXECUTE FUNCTION stays_as_written('I6',
        'id', 'reference', 'external_id', 'account_id', 'origin', 'decided_by_staff_id', 'automated_decision',
        'automated_detection', 'source', 'starts_at', 'recorded_by_id', 'recorded_by_key_id', 'created_at');

-- The reason an imported measure still owes: its clock is met or cancelled only when the reason is there or the
-- measure is over.
CREATE OR REPLACE FUNCTION reason_is_owed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.kind = 'reason_due' AND EXISTS (SELECT 1 FROM appeals_suspension WHERE id = NEW.case_id AND state = 'in_force')
        AND measure_missing(NEW.case_id) IS DISTINCT FROM '{}' THEN
        PERFORM refuse('I1', measure_missing(NEW.case_id), 'the reason of this measure is still owed');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS clock_reason_is_owed ON appeals_clock;
CREATE CONSTRAINT TRIGGER clock_reason_is_owed
    AFTER UPDATE OF state, kind, case_id ON appeals_clock
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION reason_is_owed();

CREATE OR REPLACE TRIGGER clock_as_started
    BEFORE UPDATE OF id, case_id, kind, about, about_id ON appeals_clock
    FOR EACH ROW EXECUTE FUNCTION stays_as_written('I4', 'id', 'case_id', 'kind', 'about', 'about_id');

-- A reason added to a measure in force is in its statement, too, and was a rule on its day.
CREATE OR REPLACE FUNCTION citation_is_stated() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    missing text[];
    added bigint := (to_jsonb(NEW) ->> CASE TG_TABLE_NAME WHEN 'appeals_citation' THEN 'id' ELSE 'citation_id' END)::bigint;
BEGIN
    SELECT measure_missing(s.id) || CASE WHEN citation_out_of_force(added) THEN ARRAY['section_not_in_force'] ELSE '{}' END
        INTO missing FROM appeals_suspension s JOIN appeals_citation c ON c.suspension_id = s.id
        WHERE c.id = added AND s.state = 'in_force';
    IF missing <> '{}' THEN
        PERFORM refuse('I1', missing, 'a reason is added together with its statement');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS citation_stated ON appeals_citation;
CREATE CONSTRAINT TRIGGER citation_stated AFTER INSERT ON appeals_citation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION citation_is_stated();
DROP TRIGGER IF EXISTS fact_stated ON appeals_fact;
CREATE CONSTRAINT TRIGGER fact_stated AFTER INSERT ON appeals_fact
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION citation_is_stated();

-- Citations and facts are written once, with the case locked.
CREATE OR REPLACE FUNCTION citation_is_added() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    held appeals_suspension;
BEGIN
    held := hold_case(CASE TG_TABLE_NAME WHEN 'appeals_citation' THEN (to_jsonb(NEW) ->> 'suspension_id')::bigint
        ELSE (SELECT suspension_id FROM appeals_citation WHERE id = (to_jsonb(NEW) ->> 'citation_id')::bigint) END);
    IF held.state NOT IN ('recorded', 'in_force') THEN
        PERFORM refuse('I1', ARRAY['measure_is_over'], 'a measure that is over gets no further reasons');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER citation_added BEFORE INSERT ON appeals_citation
    FOR EACH ROW EXECUTE FUNCTION citation_is_added();
CREATE OR REPLACE TRIGGER fact_added BEFORE INSERT ON appeals_fact
    FOR EACH ROW EXECUTE FUNCTION citation_is_added();
CREATE OR REPLACE TRIGGER citation_for_ever BEFORE UPDATE OR DELETE ON appeals_citation
    FOR EACH ROW EXECUTE FUNCTION is_for_ever('I1');
CREATE OR REPLACE TRIGGER fact_for_ever BEFORE UPDATE OR DELETE ON appeals_fact
    FOR EACH ROW EXECUTE FUNCTION is_for_ever('I1');
