-- I6: who is a person never changes, roles are append-only grants given by others, and nobody rewrites who looked.

CREATE OR REPLACE TRIGGER user_stays_who_it_is BEFORE UPDATE OF id, kind, created_at ON accounts_user
    FOR EACH ROW EXECUTE FUNCTION stays_as_written('I6', 'id', 'kind', 'created_at');

-- One mailbox is one person, however it is written: two users of one person would be two signatures.
CREATE UNIQUE INDEX IF NOT EXISTS user_one_mailbox ON accounts_user (lower(email));

-- The identity provider's id may be written down once. Afterwards it says who decided what.
CREATE OR REPLACE FUNCTION staff_id_is_written_once() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.staff_id IS NOT NULL AND NEW.staff_id IS DISTINCT FROM OLD.staff_id THEN
        PERFORM refuse('I6', ARRAY['never_changes'], 'a staff id never changes');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER user_staff_id BEFORE UPDATE OF staff_id ON accounts_user
    FOR EACH ROW EXECUTE FUNCTION staff_id_is_written_once();

-- Whether somebody administers policy as things stand now, and how many do.
CREATE OR REPLACE FUNCTION administers(in_user bigint) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT held_role(in_user, 'policy_admin', 'infinity', 'infinity')
        AND EXISTS (SELECT 1 FROM accounts_user WHERE id = in_user AND kind = 'human' AND is_active)
$$;

CREATE OR REPLACE FUNCTION administrators() RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*) FROM (SELECT DISTINCT user_id FROM accounts_rolegrant WHERE role = 'policy_admin') AS ever
    WHERE administers(ever.user_id)
$$;

-- A role is given or taken by somebody who administers policy as things stand now. Without a giver only the very first
-- administrator is made, and once there are two of them, two make the next. Whoever holds the person's row (an approval in progress) is waited for.
CREATE OR REPLACE FUNCTION role_is_granted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM transaction_is_young();
    PERFORM 1 FROM accounts_user WHERE id = NEW.user_id FOR NO KEY UPDATE;
    IF NEW.granted_at <> redress_now() THEN
        PERFORM refuse('I6', ARRAY['back_dated'], 'a grant is dated when it is given');
    END IF;
    IF NEW.granted_by_id = NEW.user_id THEN
        PERFORM refuse('I6', ARRAY['granted_to_oneself'], 'nobody grants a role to themselves');
    END IF;
    IF NEW.granted_by_id IS NULL THEN
        IF NEW.role <> 'policy_admin' OR NOT NEW.gives OR EXISTS (
            SELECT 1 FROM accounts_rolegrant WHERE role = 'policy_admin' AND gives
        ) THEN
            PERFORM refuse('I6', ARRAY['grantor_missing'], 'somebody must give a role, except to the first administrator');
        END IF;
    ELSIF NOT administers(NEW.granted_by_id) THEN
        PERFORM refuse('I6', ARRAY['grantor_not_entitled'], 'roles are given by an active policy administrator');
    ELSIF NEW.role = 'policy_admin' AND NEW.gives AND administrators() > 1 AND (
        NEW.seconded_by_id IS NULL OR NEW.seconded_by_id IN (NEW.user_id, NEW.granted_by_id) OR NOT administers(NEW.seconded_by_id)
    ) THEN
        PERFORM refuse('I6', ARRAY['second_administrator_missing'], 'two administrators make a third one');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER grant_given BEFORE INSERT ON accounts_rolegrant
    FOR EACH ROW EXECUTE FUNCTION role_is_granted();
CREATE OR REPLACE TRIGGER grant_for_ever BEFORE UPDATE OR DELETE ON accounts_rolegrant
    FOR EACH ROW EXECUTE FUNCTION is_for_ever('I6');

CREATE OR REPLACE TRIGGER proposal_stays BEFORE UPDATE OF id, user_id, role, reason, proposed_by_id, proposed_at ON accounts_roleproposal
    FOR EACH ROW EXECUTE FUNCTION stays_as_written('I6', 'id', 'user_id', 'role', 'reason', 'proposed_by_id', 'proposed_at');

CREATE OR REPLACE TRIGGER evidenceview_for_ever BEFORE UPDATE OR DELETE ON appeals_evidenceview
    FOR EACH ROW EXECUTE FUNCTION is_for_ever('I6');
