-- I10: an issued statement names the measure, what it takes away, from when to when, where, on whose initiative, how
-- far software decided, and what the person can do, within its disclosure. Withholding takes two people, a basis and
-- a date within 30 days.

-- What a statement's content lacks; empty when nothing. Its instants are written in ISO 8601.
CREATE OR REPLACE FUNCTION statement_lacks(st appeals_statement) RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT ARRAY(SELECT lack.code FROM (VALUES
        (1, 'measure', st.content ->> 'measure' = st.measure),
        (2, 'removes', jsonb_typeof(st.content -> 'removes') = 'array'),
        (3, 'starts_at', is_instant(st.content ->> 'starts_at')),
        (4, 'end_or_review', CASE
            WHEN st.closure_id IS NOT NULL THEN true
            WHEN st.measure = 'warning' THEN is_instant(st.content ->> 'counts_until')
            ELSE (is_instant(st.content ->> 'ends_at') OR is_instant(st.content ->> 'review_on'))
                AND (st.content ->> 'ends_at' IS NULL OR is_instant(st.content ->> 'ends_at')) END),
        (5, 'territory', filled(st.content -> 'territory')),
        (6, 'source', coalesce(st.content ->> 'source', '') <> ''),
        (7, 'automated_detection', jsonb_typeof(st.content -> 'automated_detection') = 'boolean'),
        (8, 'automated_decision', st.content ->> 'automated_decision' IN ('none', 'partial', 'full')),
        (9, 'redress', filled(st.content -> 'redress')),
        (10, 'citations', st.disclosure = 'deferred' OR filled(st.content -> 'citations')),
        (11, 'facts', st.disclosure <> 'full' OR (filled(st.content -> 'citations') AND NOT EXISTS (
            SELECT 1 FROM jsonb_array_elements(
                CASE jsonb_typeof(st.content -> 'citations') WHEN 'array' THEN st.content -> 'citations' ELSE '[]' END) c
            WHERE filled(c -> 'facts') IS NOT TRUE))),
        (12, 'reasons', st.closure_id IS NULL OR btrim(coalesce(st.content ->> 'reasons', '')) <> ''),
        (13, 'withheld_by', st.disclosure = 'full' OR (st.withheld_by_id IS NOT NULL AND st.withheld_with_id IS NOT NULL
            AND st.withheld_by_id <> st.withheld_with_id AND (SELECT count(*) FROM accounts_user
                WHERE id IN (st.withheld_by_id, st.withheld_with_id) AND kind = 'human' AND is_active) = 2)),
        (14, 'basis', st.disclosure = 'full' OR btrim(coalesce(st.basis, '')) <> ''),
        (15, 'disclosure_review', st.disclosure = 'full' OR (st.disclosure_review_on > st.issued_at
            AND st.disclosure_review_on - st.issued_at <= interval '30 days'))
    ) AS lack(place, code, there) WHERE lack.there IS NOT TRUE ORDER BY lack.place)
$$;

CREATE OR REPLACE FUNCTION statement_is_issued() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    held appeals_suspension := hold_case(NEW.suspension_id);
BEGIN
    IF held.state NOT IN ('recorded', 'in_force', 'closed') THEN
        PERFORM refuse('I10', ARRAY['measure_is_over'], 'a measure that is over gets no further statement');
    END IF;
    IF NEW.number <> 1 + (SELECT coalesce(max(number), 0) FROM appeals_statement WHERE suspension_id = NEW.suspension_id) THEN
        PERFORM refuse('I10', ARRAY['wrong_number'], 'statements are numbered one after the other');
    END IF;
    IF NEW.issued_at <> redress_now() THEN
        PERFORM refuse('I10', ARRAY['back_dated'], 'a statement is dated when it is issued');
    END IF;
    IF statement_lacks(NEW) IS DISTINCT FROM '{}' THEN
        PERFORM refuse('I10', statement_lacks(NEW), 'the statement of reasons is not complete');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER statement_issued BEFORE INSERT ON appeals_statement
    FOR EACH ROW EXECUTE FUNCTION statement_is_issued();

-- What two people agreed on stays as it was, and so does what they refused.
CREATE OR REPLACE FUNCTION withholding_is_answered_once() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state <> 'open' THEN
        PERFORM refuse('I10', ARRAY['answered'], 'a proposal to withhold reasons is answered once and stays');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER withholding_answered BEFORE UPDATE OR DELETE ON appeals_withholding
    FOR EACH ROW EXECUTE FUNCTION withholding_is_answered_once();
