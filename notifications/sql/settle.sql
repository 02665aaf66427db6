-- Settling. Whoever calls outbox_close holds the lock of the stream row already, taken in a statement of its own:
-- only then does the search for the next head see what a concurrent enqueue has just committed. One single UPDATE
-- that waits for the lock would search with its old snapshot, find nothing and strand the new message for ever.
CREATE OR REPLACE FUNCTION outbox_close(closed_stream bigint, closed_message bigint, how text) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    holds boolean;
BEGIN
    UPDATE notifications_message SET
        outcome = how, settled_at = redress_now(), sealed = NULL,
        state = CASE how WHEN 'accepted' THEN 'sent' WHEN 'expired' THEN 'expired' ELSE 'dead' END
    WHERE id = closed_message
    RETURNING holds_stream AND state = 'dead' INTO holds;

    UPDATE notifications_stream SET
        head_id = (SELECT min(id) FROM notifications_message WHERE stream_id = closed_stream AND settled_at IS NULL),
        held_reason = CASE WHEN holds THEN 'message ' || closed_message || ' is ' || how ELSE held_reason END,
        lease_token = NULL, lease_until = NULL
    WHERE id = closed_stream;
END $$;

-- The end of an attempt: `how` closes the message, NULL puts it back for `pause_seconds`. Returns false and changes
-- nothing where the lease has passed to another worker in the meantime (fencing).
CREATE OR REPLACE FUNCTION outbox_settle(
    token uuid, tried_stream bigint, tried_message bigint, report jsonb, how text, pause_seconds double precision
) RETURNS boolean
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM notifications_stream WHERE id = tried_stream AND lease_token = token FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;

    UPDATE notifications_attempt SET
        finished_at = redress_now(), verdict = report->>'verdict',
        code = (report->>'code')::smallint, response = report->>'response'
    WHERE message_id = tried_message AND finished_at IS NULL;

    IF how IS NULL THEN
        UPDATE notifications_message SET state = 'ready', last_error = report->>'response' WHERE id = tried_message;
        UPDATE notifications_stream SET
            run_at = clock_timestamp() + make_interval(secs => pause_seconds), lease_token = NULL, lease_until = NULL
        WHERE id = tried_stream;
    ELSE
        IF how <> 'accepted' THEN
            UPDATE notifications_message SET last_error = report->>'response' WHERE id = tried_message;
        END IF;
        PERFORM outbox_close(tried_stream, tried_message, how);
    END IF;
    RETURN true;
END $$;
