-- I4: what ends for a person is told to the person, in the same transaction. And a notice is dated by the database:
-- dates against the person run from its delivery.

-- Whether a terminal state has its notice: one that speaks of its entry, or of another ending of the same moment (the
-- decision that also lifts the measure is one letter, not two).
CREATE OR REPLACE FUNCTION ending_is_told() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    endings text[] := string_to_array(TG_ARGV[0], ',');
    ending appeals_event;
    in_case bigint := CASE TG_TABLE_NAME WHEN 'appeals_suspension' THEN NEW.id ELSE (to_jsonb(NEW) ->> 'case_id')::bigint END;
BEGIN
    IF NOT NEW.state = ANY (endings) OR NEW.state = OLD.state THEN
        RETURN NULL;
    END IF;
    SELECT * INTO ending FROM appeals_event WHERE case_id = in_case AND seq = NEW.event_seq;
    IF NOT EXISTS (
        SELECT 1 FROM appeals_notice n JOIN appeals_event e ON e.case_id = n.case_id AND e.seq = n.event_seq
        WHERE n.case_id = in_case AND n.recipient = 'appellant' AND (e.seq = ending.seq
            OR e.occurred_at = ending.occurred_at AND e.state_after IN (
                'decided', 'withdrawn', 'lifted', 'expired', 'overturned', 'closed', 'effected', 'refused', 'ended'))
    ) THEN
        PERFORM refuse('I4', ARRAY['notice_missing'],
            format('%s is %s and nobody told the person', ending.subject, NEW.state));
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS suspension_ending_told ON appeals_suspension;
CREATE CONSTRAINT TRIGGER suspension_ending_told AFTER UPDATE OF state ON appeals_suspension
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ending_is_told('lifted,expired,closed,overturned');
DROP TRIGGER IF EXISTS appeal_ending_told ON appeals_appeal;
CREATE CONSTRAINT TRIGGER appeal_ending_told AFTER UPDATE OF state ON appeals_appeal
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ending_is_told('decided,withdrawn');
DROP TRIGGER IF EXISTS closure_ending_told ON appeals_closure;
CREATE CONSTRAINT TRIGGER closure_ending_told AFTER UPDATE OF state ON appeals_closure
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ending_is_told('effected,refused,withdrawn');
DROP TRIGGER IF EXISTS hold_ending_told ON appeals_hold;
CREATE CONSTRAINT TRIGGER hold_ending_told AFTER UPDATE OF state ON appeals_hold
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ending_is_told('ended');

-- A notice speaks of an entry that is there.
ALTER TABLE appeals_notice DROP CONSTRAINT IF EXISTS notice_speaks_of_event;
ALTER TABLE appeals_notice ADD CONSTRAINT notice_speaks_of_event
    FOREIGN KEY (case_id, event_seq) REFERENCES appeals_event (case_id, seq) DEFERRABLE INITIALLY DEFERRED;

CREATE OR REPLACE FUNCTION notice_is_written() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    held appeals_suspension := hold_case(NEW.case_id);
BEGIN
    IF NEW.created_at <> redress_now() OR NEW.opened_at IS NOT NULL OR NEW.accepted_at IS NOT NULL THEN
        PERFORM refuse('I4', ARRAY['back_dated'], 'a notice is dated when it is written, and not yet delivered');
    END IF;
    -- Only a measure that the platform itself told of can come with proof of it, never a closure.
    IF (NEW.proved_at IS NOT NULL OR NEW.delivered_at IS NOT NULL) AND NOT (
        held.notify = 'platform' AND NEW.about = 'suspension:' || NEW.case_id AND NEW.proved_at <= redress_now()
        AND NEW.delivered_at >= NEW.proved_at
    ) THEN
        PERFORM refuse('I4', ARRAY['delivery_unproved'], 'the platform proves only what it told itself');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER notice_written BEFORE INSERT ON appeals_notice
    FOR EACH ROW EXECUTE FUNCTION notice_is_written();

CREATE OR REPLACE FUNCTION notice_is_delivered() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    held appeals_suspension := hold_case(NEW.case_id);
BEGIN
    IF OLD.message_id <> coalesce(NEW.message_id, 0) THEN
        PERFORM refuse('I7', ARRAY['never_changes'], 'a letter is delivered by its own message');
    END IF;
    IF NEW.proved_at IS DISTINCT FROM OLD.proved_at
        AND NOT (held.notify = 'platform' AND NEW.about = 'suspension:' || NEW.case_id) THEN
        PERFORM refuse('I4', ARRAY['delivery_unproved'], 'the platform proves only what it told itself');
    END IF;
    -- Opening is noted as it happens; what became of a mail may be handled late, and is dated when its message settled.
    IF NEW.opened_at IS DISTINCT FROM OLD.opened_at AND NEW.opened_at <> redress_now()
        OR NEW.accepted_at IS DISTINCT FROM OLD.accepted_at AND NEW.accepted_at <> redress_now() AND NOT EXISTS (
            SELECT 1 FROM notifications_message
            WHERE id = NEW.message_id AND outcome = 'accepted' AND settled_at = NEW.accepted_at) THEN
        PERFORM refuse('I4', ARRAY['back_dated'], 'a delivery is dated when it happens');
    END IF;
    IF NEW.delivered_at > redress_now() OR NEW.delivered_at < greatest(NEW.created_at, CASE NEW.how
        WHEN 'opened' THEN NEW.opened_at WHEN 'email_accepted' THEN NEW.accepted_at ELSE NEW.proved_at END) THEN
        PERFORM refuse('I4', ARRAY['back_dated'], 'a notice is not delivered before what delivered it');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER notice_delivered
    BEFORE UPDATE OF message_id, accepted_at, opened_at, proved_at, bounced_at, delivered_at, how ON appeals_notice
    FOR EACH ROW EXECUTE FUNCTION notice_is_delivered();
CREATE OR REPLACE TRIGGER notice_as_written
    BEFORE UPDATE OF id, public_id, case_id, event_seq, about, recipient, member_id, address, kind, letter_version,
        language, title, text, sha256, dates, created_at ON appeals_notice
    FOR EACH ROW EXECUTE FUNCTION stays_as_written('I7', 'id', 'public_id', 'case_id', 'event_seq', 'about', 'recipient',
        'member_id', 'address', 'kind', 'letter_version', 'language', 'title', 'text', 'sha256', 'dates', 'created_at');

-- Nobody is given up after one try: the mail and one other way, on two days at least, before a senior ends the search.
CREATE OR REPLACE FUNCTION notice_is_given_up() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.unreachable_at IS NOT DISTINCT FROM OLD.unreachable_at THEN
        RETURN NEW;
    END IF;
    IF OLD.unreachable_at IS NOT NULL OR NEW.delivered_at IS NOT NULL OR NEW.unreachable_at <> redress_now() THEN
        PERFORM refuse('I4', ARRAY['back_dated'], 'a search ends once, when it ends, and only where nothing arrived');
    END IF;
    IF coalesce(NEW.bounced_at, NEW.undeliverable_at) IS NULL OR NOT EXISTS (
        SELECT 1 FROM appeals_contactattempt a WHERE a.notice_id = NEW.id
        AND a.tried_on > (coalesce(NEW.bounced_at, NEW.undeliverable_at) AT TIME ZONE 'UTC')::date
        AND a.tried_on <= (redress_now() AT TIME ZONE 'UTC')::date
    ) THEN
        PERFORM refuse('I4', ARRAY['too_few_tries'], 'a person is given up after two ways on two days');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER notice_given_up BEFORE UPDATE OF unreachable_at ON appeals_notice
    FOR EACH ROW EXECUTE FUNCTION notice_is_given_up();
CREATE OR REPLACE TRIGGER contact_attempt_for_ever BEFORE UPDATE OR DELETE ON appeals_contactattempt
    FOR EACH ROW EXECUTE FUNCTION is_for_ever('I7');
