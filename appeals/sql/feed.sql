-- Every entry of a timeline waits here for its place in the platform's feed. The row commits with the entry, so an
-- entry of a slow transaction is found whenever it appears: nothing is searched for behind a cursor.
CREATE OR REPLACE FUNCTION event_waits_for_feed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO appeals_feedqueue (event_id) VALUES (NEW.id);
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER event_to_feed AFTER INSERT ON appeals_event
    FOR EACH ROW EXECUTE FUNCTION event_waits_for_feed();
