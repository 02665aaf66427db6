-- Taking the next message: the stream that has waited longest, whose row nobody holds and whose lease is free. What
-- must not be sent any more (expired, or tried too often) is closed here and returned as settled; otherwise the
-- message comes back as `sending`, leased under the caller's token. No row means that nothing is due.
CREATE OR REPLACE FUNCTION outbox_claim(
    token uuid, claimer text, lease_seconds double precision, older_than_seconds double precision,
    max_attempts integer
) RETURNS SETOF notifications_message
    LANGUAGE plpgsql AS $$
DECLARE
    moment timestamptz := clock_timestamp();  -- in a variable, so that the index on run_at can be used
    stream notifications_stream;
    message notifications_message;
BEGIN
    SELECT * INTO stream FROM notifications_stream
    WHERE head_id IS NOT NULL AND held_reason = '' AND run_at <= moment - make_interval(secs => older_than_seconds)
        AND (lease_until IS NULL OR lease_until <= moment)
    ORDER BY run_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN;
    END IF;

    SELECT * INTO message FROM notifications_message WHERE id = stream.head_id;
    IF message.state = 'sending' THEN  -- its worker died or stalled: nobody knows how far it came
        UPDATE notifications_attempt SET finished_at = redress_now(), verdict = 'unknown'
        WHERE message_id = message.id AND finished_at IS NULL;
    END IF;

    IF message.expires_at <= redress_now() THEN
        PERFORM outbox_close(stream.id, message.id, 'expired');
    ELSIF message.attempts >= max_attempts THEN
        PERFORM outbox_close(stream.id, message.id, 'undeliverable');
    ELSE
        UPDATE notifications_stream SET lease_token = token, lease_until = clock_timestamp() + make_interval(secs => lease_seconds)
        WHERE id = stream.id;
        UPDATE notifications_message SET state = 'sending', attempts = attempts + 1 WHERE id = message.id;
        -- A claim that a crash of this server forgets costs a second copy at most: not worth waiting for the disk.
        PERFORM set_config('synchronous_commit', 'off', true);
        INSERT INTO notifications_attempt (message_id, number, worker, started_at, response)
        VALUES (message.id, message.attempts + 1, claimer, redress_now(), '');
    END IF;
    RETURN QUERY SELECT * FROM notifications_message WHERE id = message.id;
END $$;
