-- What all guards share. A guard refuses with check_violation: CONSTRAINT names the rule (I1 to I10), DETAIL the codes.
-- Every guard runs with the owner's rights and a pinned search_path, and locks the case before it looks at anything,
-- so that nothing slips between the look and the write.

CREATE OR REPLACE FUNCTION refuse(rule text, codes text[], message text) RETURNS void
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = message, ERRCODE = 'check_violation', CONSTRAINT = rule,
        DETAIL = array_to_string(codes, ',');
END $$;

-- A transaction keeps the time of its start. One kept open for two weeks would date what it writes to then: a letter
-- that nobody could read, a signature with a role that was taken since.
CREATE OR REPLACE FUNCTION transaction_is_young() RETURNS void
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF clock_timestamp() - transaction_timestamp() > interval '15 minutes' THEN
        PERFORM refuse('I4', ARRAY['back_dated'], 'this transaction is too old to date anything');
    END IF;
END $$;

-- Locks a case and returns it as it is now. Another isolation level would look at a snapshot older than the lock.
CREATE OR REPLACE FUNCTION hold_case(in_case bigint) RETURNS appeals_suspension
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    held appeals_suspension;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM refuse('I2', ARRAY['wrong_isolation'], 'cases are written in READ COMMITTED only');
    END IF;
    PERFORM transaction_is_young();
    SELECT * INTO held FROM appeals_suspension WHERE id = in_case FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no case %', in_case USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN held;
END $$;

-- The lock on which measures an account has in force; taken after the case.
CREATE OR REPLACE FUNCTION hold_measures(in_account bigint) RETURNS void
    LANGUAGE sql SET search_path = public, pg_temp AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('measures in force on account ' || in_account, 0))
$$;

-- Columns named as arguments never change; the first argument is the rule.
CREATE OR REPLACE FUNCTION stays_as_written() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    before jsonb := to_jsonb(OLD);
    after jsonb := to_jsonb(NEW);
BEGIN
    FOR place IN 1 .. TG_NARGS - 1 LOOP
        IF before -> TG_ARGV[place] IS DISTINCT FROM after -> TG_ARGV[place] THEN
            PERFORM refuse(TG_ARGV[0], ARRAY['never_changes'], TG_ARGV[place] || ' never changes');
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

-- Whole rows that never change and never go; the argument is the rule.
CREATE OR REPLACE FUNCTION is_for_ever() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM refuse(TG_ARGV[0], ARRAY['never_changes'], TG_TABLE_NAME || ' is append-only');
    RETURN NULL;
END $$;

-- Whether a role was held before `since` and not taken until `until`. Grants are dated by the database itself; one of
-- the same transaction is too young.
CREATE OR REPLACE FUNCTION held_role(in_user bigint, in_role text, since timestamptz, until timestamptz)
    RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce((
        SELECT gives FROM accounts_rolegrant
        WHERE user_id = in_user AND role = in_role AND granted_at < since ORDER BY id DESC LIMIT 1
    ), false) AND NOT EXISTS (
        SELECT 1 FROM accounts_rolegrant
        WHERE user_id = in_user AND role = in_role AND NOT gives AND granted_at >= since AND granted_at <= until
    )
$$;

-- A person, active now, who held a judging role from `since` to `until`.
CREATE OR REPLACE FUNCTION may_judge(in_user bigint, in_role text, since timestamptz, until timestamptz)
    RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT in_role IN ('reviewer', 'senior')
        AND EXISTS (SELECT 1 FROM accounts_user WHERE id = in_user AND kind = 'human' AND is_active)
        AND held_role(in_user, in_role, since, until)
$$;

-- Whether this person decided the measure, by our id or by the id the identity provider gives. From a decider who is
-- none of ours, only somebody with an id of their own can be told apart.
CREATE OR REPLACE FUNCTION decided(in_user bigint, measure appeals_suspension)
    RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(measure.decided_by_id = in_user, false) OR EXISTS (
        SELECT 1 FROM accounts_user WHERE id = in_user AND (staff_id = measure.decided_by_staff_id
            OR (staff_id IS NULL AND measure.decided_by_id IS NULL AND measure.decided_by_staff_id IS NOT NULL))
    )
$$;

-- Whether this member of the staff is the suspended person, or speaks for them: the same mailbox.
CREATE OR REPLACE FUNCTION is_the_person(in_user bigint, measure appeals_suspension)
    RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM accounts_user u WHERE u.id = in_user AND (
            EXISTS (SELECT 1 FROM accounts_account WHERE id = measure.account_id AND lower(email) = lower(u.email))
            OR EXISTS (SELECT 1 FROM accounts_member WHERE account_id = measure.account_id AND lower(email) = lower(u.email))))
$$;

-- Whether nobody knows yet which person the id in `decided_by` stands for.
CREATE OR REPLACE FUNCTION decider_unknown(measure appeals_suspension)
    RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT measure.decided_by_staff_id IS NOT NULL AND measure.decided_by_id IS NULL
        AND NOT measure.decided_by_outside
        AND NOT EXISTS (SELECT 1 FROM accounts_user WHERE staff_id = measure.decided_by_staff_id)
$$;

-- Two questions to JSON: a list with something in it, and an instant written so that everybody reads the same. No
-- function here has a backslash: what one means is a setting of whoever is connected.
CREATE OR REPLACE FUNCTION filled(list jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT CASE jsonb_typeof(list) WHEN 'array' THEN jsonb_array_length(list) > 0 ELSE false END
$$;

CREATE OR REPLACE FUNCTION is_instant(written text) RETURNS boolean
    LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(written ~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3])(:[0-5][0-9]){2}([.][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$', false)
$$;
