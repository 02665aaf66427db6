-- A message of ours leaves a minute after it was written, and until then, and only until then, it can be taken back.

CREATE OR REPLACE FUNCTION message_is_written() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM hold_case(NEW.case_id);
    IF NEW.created_at <> redress_now() OR (NEW.author_id IS NULL AND NEW.sent_at <> redress_now()) THEN
        PERFORM refuse('I4', ARRAY['back_dated'], 'a message is dated when it is written');
    END IF;
    IF NEW.author_id IS NOT NULL AND NEW.state <> 'waiting' THEN
        PERFORM refuse('I4', ARRAY['wrong_first_state'], 'a message of ours waits before it leaves');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER message_written BEFORE INSERT ON appeals_casemessage
    FOR EACH ROW EXECUTE FUNCTION message_is_written();

CREATE OR REPLACE FUNCTION message_leaves_in_time() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.state IS DISTINCT FROM OLD.state AND (
        (NEW.state = 'sent' AND (redress_now() < NEW.sends_at OR NEW.sent_at <> redress_now()))
        OR (NEW.state = 'withdrawn' AND (redress_now() >= NEW.sends_at OR NEW.withdrawn_at <> redress_now()))
    ) THEN
        PERFORM refuse('I4', ARRAY['wrong_time'], format('a message is not %s at this time', NEW.state));
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER message_in_time BEFORE UPDATE OF state, sent_at, withdrawn_at ON appeals_casemessage
    FOR EACH ROW EXECUTE FUNCTION message_leaves_in_time();
CREATE OR REPLACE TRIGGER message_as_written BEFORE UPDATE ON appeals_casemessage
    FOR EACH ROW EXECUTE FUNCTION stays_as_written('I7', 'id', 'case_id', 'author_id', 'helper_id', 'text', 'language', 'created_at', 'sends_at');
CREATE OR REPLACE TRIGGER translation_for_ever BEFORE UPDATE OR DELETE ON appeals_translation
    FOR EACH ROW EXECUTE FUNCTION is_for_ever('I7');

-- Who has a case before them is forgotten with a crash.
ALTER TABLE appeals_presence SET UNLOGGED;
