-- The belt under the lock order: streams that have something to send and no head get one. Nothing should ever
-- strand, so each one counted here is worth an alarm. Streams in somebody's hands are left alone.
CREATE OR REPLACE FUNCTION outbox_repair() RETURNS integer
    LANGUAGE plpgsql AS $$
DECLARE
    stranded bigint;
    repaired integer := 0;
BEGIN
    FOR stranded IN
        SELECT s.id FROM notifications_stream s
        WHERE s.head_id IS NULL AND s.id IN (SELECT stream_id FROM notifications_message WHERE settled_at IS NULL)
        FOR NO KEY UPDATE SKIP LOCKED
    LOOP
        UPDATE notifications_stream SET
            head_id = (SELECT min(id) FROM notifications_message WHERE stream_id = stranded AND settled_at IS NULL),
            run_at = clock_timestamp()
        WHERE id = stranded AND head_id IS NULL
            AND EXISTS (SELECT 1 FROM notifications_message WHERE stream_id = stranded AND settled_at IS NULL);
        IF FOUND THEN
            repaired := repaired + 1;
        END IF;
    END LOOP;
    RETURN repaired;
END $$;

-- Wipes what has outlived its use where no worker would come by: behind another message, or in a held stream.
CREATE OR REPLACE FUNCTION outbox_expire() RETURNS integer
    LANGUAGE plpgsql AS $$
DECLARE
    old notifications_message;
    expired integer := 0;
BEGIN
    FOR old IN
        SELECT * FROM notifications_message
        WHERE settled_at IS NULL AND expires_at <= redress_now() ORDER BY expires_at LIMIT 1000
    LOOP
        PERFORM 1 FROM notifications_stream
        WHERE id = old.stream_id AND (lease_until IS NULL OR lease_until <= clock_timestamp())
        FOR NO KEY UPDATE SKIP LOCKED;
        IF FOUND THEN
            UPDATE notifications_attempt SET finished_at = redress_now(), verdict = 'unknown'
            WHERE message_id = old.id AND finished_at IS NULL;
            PERFORM outbox_close(old.stream_id, old.id, 'expired')
            FROM notifications_message WHERE id = old.id AND settled_at IS NULL;
            expired := expired + 1;
        END IF;
    END LOOP;
    RETURN expired;
END $$;

-- Lets a held stream go on. What died there stays dead: to tell it again is a new message.
CREATE OR REPLACE FUNCTION outbox_release(held_key text) RETURNS boolean
    LANGUAGE plpgsql AS $$
BEGIN
    UPDATE notifications_stream SET held_reason = '', run_at = clock_timestamp()
    WHERE key = held_key AND held_reason <> '';
    RETURN FOUND;
END $$;
