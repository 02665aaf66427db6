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

-- The table in which a subject such as `appeal:12` has its row; NULL for what has no state.
CREATE OR REPLACE FUNCTION stated_table(subject text) RETURNS regclass
    LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN subject ~ '^(suspension|appeal|closure|hold|effect|request|message):[1-9][0-9]{0,17}$' THEN to_regclass(
        'appeals_' || CASE split_part(subject, ':', 1) WHEN 'request' THEN 'informationrequest'
            WHEN 'message' THEN 'casemessage' ELSE split_part(subject, ':', 1) END)
    END
$$;

CREATE OR REPLACE FUNCTION append_event(
    in_case bigint, in_kind text, in_subject text, in_state_after text,
    in_actor_kind text, in_actor_ref text, in_audience text, in_body text
) RETURNS appeals_event LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    last appeals_event;
    added appeals_event;
BEGIN
    PERFORM transaction_is_young();
    PERFORM 1 FROM appeals_suspension WHERE id = in_case FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no case %', in_case USING ERRCODE = 'foreign_key_violation';
    END IF;
    IF in_state_after IS NOT NULL AND stated_table(in_subject) IS NULL THEN
        RAISE EXCEPTION 'nothing called % has a state', in_subject
            USING ERRCODE = 'check_violation', CONSTRAINT = 'I4', DETAIL = 'subject_unknown';
    END IF;
    -- What the platform acts on is an entry that gives a row this state; there is no way to say it without doing it.
    IF in_kind IN ('closure.approved', 'closure.effected', 'suspension.closed', 'effect.requested')
        AND (split_part(in_subject, ':', 1) || '.' || coalesce(in_state_after, '')) <> in_kind THEN
        RAISE EXCEPTION 'an entry % gives its own row this state', in_kind
            USING ERRCODE = 'check_violation', CONSTRAINT = 'I4', DETAIL = 'event_without_state';
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
    ) AND NEW.body IS NULL AND NEW.salt IS NULL
        AND to_jsonb(NEW) - ARRAY['body', 'salt'] = to_jsonb(OLD) - ARRAY['body', 'salt'] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the timeline is append-only'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'I3', DETAIL = 'event_is_for_ever';
END $$;

CREATE OR REPLACE TRIGGER event_no_change BEFORE UPDATE OR DELETE ON appeals_event
    FOR EACH ROW EXECUTE FUNCTION event_is_for_ever();
CREATE OR REPLACE TRIGGER event_no_truncate BEFORE TRUNCATE ON appeals_event
    FOR EACH STATEMENT EXECUTE FUNCTION event_is_for_ever();

-- I4: (case, event_seq, subject, state) of every row with a state is an event; checked at commit. event_seq only
-- rises, together with the state, and passes over no entry that gave this row another state: no state is given by an
-- old event, and none is announced and then not taken.
CREATE OR REPLACE FUNCTION state_comes_with_its_event() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.event_seq < OLD.event_seq OR (NEW.state IS DISTINCT FROM OLD.state AND NEW.event_seq <= OLD.event_seq) THEN
        RAISE EXCEPTION 'a state changes only with a new event'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'I4', DETAIL = 'state_without_event';
    END IF;
    IF NEW.event_seq > OLD.event_seq + 1 AND EXISTS (
        SELECT 1 FROM appeals_event
        WHERE case_id = CASE TG_TABLE_NAME WHEN 'appeals_suspension' THEN NEW.id ELSE (to_jsonb(NEW) ->> 'case_id')::bigint END
        AND subject = OLD.subject AND seq > OLD.event_seq AND seq < NEW.event_seq AND state_after IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'an entry of the timeline was passed over'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'I4', DETAIL = 'state_skipped';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION event_is_taken() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    taken integer;
BEGIN
    IF NEW.state_after IS NULL THEN
        RETURN NULL;
    END IF;
    EXECUTE format('SELECT event_seq FROM %s WHERE subject = $1 AND id = $2 AND %I = $3', stated_table(NEW.subject),
        CASE split_part(NEW.subject, ':', 1) WHEN 'suspension' THEN 'id' ELSE 'case_id' END)
        INTO taken USING NEW.subject, split_part(NEW.subject, ':', 2)::bigint, NEW.case_id;
    IF taken IS NULL OR taken < NEW.seq THEN
        RAISE EXCEPTION 'the timeline says that % is %, and it is not', NEW.subject, NEW.state_after
            USING ERRCODE = 'check_violation', CONSTRAINT = 'I4', DETAIL = 'event_without_state';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS event_taken ON appeals_event;
CREATE CONSTRAINT TRIGGER event_taken AFTER INSERT ON appeals_event
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION event_is_taken();

ALTER TABLE appeals_suspension DROP CONSTRAINT IF EXISTS suspension_state_has_event;
ALTER TABLE appeals_suspension ADD CONSTRAINT suspension_state_has_event FOREIGN KEY (id, event_seq, subject, state)
    REFERENCES appeals_event (case_id, seq, subject, state_after) DEFERRABLE INITIALLY DEFERRED;
CREATE OR REPLACE TRIGGER suspension_state_with_event BEFORE UPDATE OF state, event_seq ON appeals_suspension
    FOR EACH ROW EXECUTE FUNCTION state_comes_with_its_event();
ALTER TABLE appeals_appeal DROP CONSTRAINT IF EXISTS appeal_state_has_event;
ALTER TABLE appeals_appeal ADD CONSTRAINT appeal_state_has_event FOREIGN KEY (case_id, event_seq, subject, state)
    REFERENCES appeals_event (case_id, seq, subject, state_after) DEFERRABLE INITIALLY DEFERRED;
CREATE OR REPLACE TRIGGER appeal_state_with_event BEFORE UPDATE OF state, event_seq ON appeals_appeal
    FOR EACH ROW EXECUTE FUNCTION state_comes_with_its_event();
ALTER TABLE appeals_closure DROP CONSTRAINT IF EXISTS closure_state_has_event;
ALTER TABLE appeals_closure ADD CONSTRAINT closure_state_has_event FOREIGN KEY (case_id, event_seq, subject, state)
    REFERENCES appeals_event (case_id, seq, subject, state_after) DEFERRABLE INITIALLY DEFERRED;
CREATE OR REPLACE TRIGGER closure_state_with_event BEFORE UPDATE OF state, event_seq ON appeals_closure
    FOR EACH ROW EXECUTE FUNCTION state_comes_with_its_event();
ALTER TABLE appeals_hold DROP CONSTRAINT IF EXISTS hold_state_has_event;
ALTER TABLE appeals_hold ADD CONSTRAINT hold_state_has_event FOREIGN KEY (case_id, event_seq, subject, state)
    REFERENCES appeals_event (case_id, seq, subject, state_after) DEFERRABLE INITIALLY DEFERRED;
CREATE OR REPLACE TRIGGER hold_state_with_event BEFORE UPDATE OF state, event_seq ON appeals_hold
    FOR EACH ROW EXECUTE FUNCTION state_comes_with_its_event();
ALTER TABLE appeals_effect DROP CONSTRAINT IF EXISTS effect_state_has_event;
ALTER TABLE appeals_effect ADD CONSTRAINT effect_state_has_event FOREIGN KEY (case_id, event_seq, subject, state)
    REFERENCES appeals_event (case_id, seq, subject, state_after) DEFERRABLE INITIALLY DEFERRED;
CREATE OR REPLACE TRIGGER effect_state_with_event BEFORE UPDATE OF state, event_seq ON appeals_effect
    FOR EACH ROW EXECUTE FUNCTION state_comes_with_its_event();
ALTER TABLE appeals_informationrequest DROP CONSTRAINT IF EXISTS informationrequest_state_has_event;
ALTER TABLE appeals_informationrequest ADD CONSTRAINT informationrequest_state_has_event FOREIGN KEY (case_id, event_seq, subject, state)
    REFERENCES appeals_event (case_id, seq, subject, state_after) DEFERRABLE INITIALLY DEFERRED;
CREATE OR REPLACE TRIGGER informationrequest_state_with_event BEFORE UPDATE OF state, event_seq ON appeals_informationrequest
    FOR EACH ROW EXECUTE FUNCTION state_comes_with_its_event();
ALTER TABLE appeals_casemessage DROP CONSTRAINT IF EXISTS casemessage_state_has_event;
ALTER TABLE appeals_casemessage ADD CONSTRAINT casemessage_state_has_event FOREIGN KEY (case_id, event_seq, subject, state)
    REFERENCES appeals_event (case_id, seq, subject, state_after) DEFERRABLE INITIALLY DEFERRED;
CREATE OR REPLACE TRIGGER casemessage_state_with_event BEFORE UPDATE OF state, event_seq ON appeals_casemessage
    FOR EACH ROW EXECUTE FUNCTION state_comes_with_its_event();
