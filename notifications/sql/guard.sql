-- Deadlines run from what a message came to, so a message settles at the moment that it says, and stays as it settled;
-- only that the case has acted on it is still to be noted, once. What was written to be sent never changes: the application's role has no UPDATE
-- on those columns.
CREATE OR REPLACE FUNCTION outbox_guard() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.settled_at IS NOT NULL AND (
        NEW.state, NEW.outcome, NEW.settled_at, NEW.attempts, NEW.last_error, NEW.sealed
    ) IS DISTINCT FROM (OLD.state, OLD.outcome, OLD.settled_at, OLD.attempts, OLD.last_error, OLD.sealed) THEN
        RAISE check_violation USING
            CONSTRAINT = 'message_settles_once', MESSAGE = 'A settled message does not change.';
    END IF;
    IF OLD.settled_at IS NULL AND NEW.settled_at <> redress_now() THEN
        RAISE check_violation USING
            CONSTRAINT = 'message_settles_now', MESSAGE = 'A message settles now, not at another time.';
    END IF;
    IF OLD.handled_at IS NOT NULL AND NEW.handled_at IS DISTINCT FROM OLD.handled_at THEN
        RAISE check_violation USING
            CONSTRAINT = 'message_handled_once', MESSAGE = 'A handled message stays handled.';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER outbox_guard BEFORE INSERT OR UPDATE ON notifications_message
    FOR EACH ROW EXECUTE FUNCTION outbox_guard();
