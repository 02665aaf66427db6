-- The timeline (I3, I4): events come only from append_event(), form a hash chain per case, and are what gives a row
-- its state. Digest = sha256(salt || body), hash = sha256(prev || skeleton || digest): erasing a body keeps the chain.

CREATE OR REPLACE FUNCTION event_skeleton(
    case_id bigint, seq integer, subject text, state_after text, kind text, occurred_at timestamptz,
    actor_kind text, actor_ref text, audience text
) RETURNS bytea LANGUAGE sql STABLE SET timezone = 'UTC' AS $$
    SELECT convert_to(json_build_array(
        case_id, seq, subject, state_after, kind,
        to_char(occurred_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), actor_kind, actor_ref, audience
    )::text, 'UTF8')
$$;

CREATE OR REPLACE FUNCTION append_event(
    in_case bigint, in_kind text, in_subject text, in_state_after text,
    in_actor_kind text, in_actor_ref text, in_audience text, in_body text
) RETURNS appeals_event LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    last appeals_event;
    added appeals_event;
BEGIN
    PERFORM 1 FROM appeals_suspension WHERE id = in_case FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no case %', in_case USING ERRCODE = 'foreign_key_violation';
    END IF;
    SELECT * INTO last FROM appeals_event WHERE case_id = in_case ORDER BY seq DESC LIMIT 1;
    added.case_id := in_case;
    added.seq := coalesce(last.seq, 0) + 1;
    added.subject := in_subject;
    added.state_after := in_state_after;
    added.kind := in_kind;
    added.occurred_at := redress_now();
    added.actor_kind := in_actor_kind;
    added.actor_ref := in_actor_ref;
    added.audience := in_audience;
    added.body := in_body;
    added.salt := uuid_send(gen_random_uuid());
    added.digest := sha256(added.salt || convert_to(in_body, 'UTF8'));
    added.prev_hash := coalesce(last.hash, sha256(convert_to('case ' || in_case, 'UTF8')));
    added.hash := sha256(added.prev_hash || event_skeleton(
        added.case_id, added.seq, added.subject, added.state_after, added.kind, added.occurred_at,
        added.actor_kind, added.actor_ref, added.audience
    ) || added.digest);
    INSERT INTO appeals_event (
        case_id, seq, subject, state_after, kind, occurred_at, actor_kind, actor_ref, audience,
        body, salt, digest, prev_hash, hash
    ) VALUES (
        added.case_id, added.seq, added.subject, added.state_after, added.kind, added.occurred_at,
        added.actor_kind, added.actor_ref, added.audience,
        added.body, added.salt, added.digest, added.prev_hash, added.hash
    ) RETURNING * INTO added;
    RETURN added;
END $$;

-- The sequence numbers at which a case's chain breaks; empty when it holds.
CREATE OR REPLACE FUNCTION chain_breaks(in_case bigint) RETURNS integer[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(seq ORDER BY seq), '{}') FROM (
        SELECT e.seq,
            e.seq = row_number() OVER w
            AND e.prev_hash = coalesce(lag(e.hash) OVER w, sha256(convert_to('case ' || e.case_id, 'UTF8')))
            AND e.hash = sha256(e.prev_hash || event_skeleton(
                e.case_id, e.seq, e.subject, e.state_after, e.kind, e.occurred_at, e.actor_kind, e.actor_ref, e.audience
            ) || e.digest)
            AND (e.body IS NULL OR e.digest = sha256(e.salt || convert_to(e.body, 'UTF8'))) AS holds
        FROM appeals_event e WHERE e.case_id = in_case WINDOW w AS (ORDER BY e.seq)
    ) links WHERE NOT holds
$$;

-- Erasure (owner only): the words go, the skeleton and the chain stay, and an entry says so.
CREATE OR REPLACE FUNCTION erase_event_bodies(in_case bigint, in_reason text) RETURNS integer
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    erased integer;
BEGIN
    PERFORM set_config('redress.erasing', 'on', true);
    UPDATE appeals_event SET body = NULL, salt = NULL WHERE case_id = in_case AND body IS NOT NULL;
    GET DIAGNOSTICS erased = ROW_COUNT;
    PERFORM set_config('redress.erasing', '', true);
    PERFORM append_event(in_case, 'case.erased', 'suspension:' || in_case, NULL, 'system', 'system:0', 'staff',
        json_build_object('entries', erased, 'reason', in_reason)::text);
    RETURN erased;
END $$;

CREATE OR REPLACE FUNCTION event_is_for_ever() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('redress.erasing', true) = 'on' AND current_user = (
        SELECT tableowner FROM pg_tables WHERE schemaname = 'public' AND tablename = 'appeals_event'
    ) AND NEW.body IS NULL AND NEW.salt IS NULL AND NEW.hash = OLD.hash AND NEW.digest = OLD.digest
        AND NEW.prev_hash = OLD.prev_hash AND NEW.seq = OLD.seq AND NEW.case_id = OLD.case_id THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the timeline is append-only'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'I3', DETAIL = 'event_is_for_ever';
END $$;

CREATE OR REPLACE TRIGGER event_no_change BEFORE UPDATE OR DELETE ON appeals_event
    FOR EACH ROW EXECUTE FUNCTION event_is_for_ever();
CREATE OR REPLACE TRIGGER event_no_truncate BEFORE TRUNCATE ON appeals_event
    FOR EACH STATEMENT EXECUTE FUNCTION event_is_for_ever();

-- I4: (case, event_seq, subject, state) of every row with a state is an event; checked at commit.
-- And event_seq only rises, together with the state: no state is given by an old event.
CREATE OR REPLACE FUNCTION state_comes_with_its_event() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.event_seq < OLD.event_seq OR (NEW.state IS DISTINCT FROM OLD.state AND NEW.event_seq <= OLD.event_seq) THEN
        RAISE EXCEPTION 'a state changes only with a new event'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'I4', DETAIL = 'state_without_event';
    END IF;
    RETURN NEW;
END $$;

DO $$
DECLARE
    stated text;
    case_column text;
BEGIN
    FOREACH stated IN ARRAY ARRAY['suspension', 'appeal', 'closure', 'hold', 'effect', 'informationrequest'] LOOP
        case_column := CASE stated WHEN 'suspension' THEN 'id' ELSE 'case_id' END;
        EXECUTE format('ALTER TABLE appeals_%1$s DROP CONSTRAINT IF EXISTS %1$s_state_has_event', stated);
        EXECUTE format(
            'ALTER TABLE appeals_%1$s ADD CONSTRAINT %1$s_state_has_event '
            'FOREIGN KEY (%2$s, event_seq, subject, state) '
            'REFERENCES appeals_event (case_id, seq, subject, state_after) DEFERRABLE INITIALLY DEFERRED',
            stated, case_column);
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER %1$s_state_with_event BEFORE UPDATE OF state, event_seq ON appeals_%1$s '
            'FOR EACH ROW EXECUTE FUNCTION state_comes_with_its_event()', stated);
    END LOOP;
END $$;
