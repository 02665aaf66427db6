-- Writing a message. The stream row is locked first and the message inserted after it, so that inside one stream
-- the ids follow the order of the commits. The same dedupe key twice returns the message that is there.
CREATE OR REPLACE FUNCTION outbox_enqueue(stream_key text, draft jsonb) RETURNS SETOF notifications_message
    LANGUAGE plpgsql AS $$
DECLARE
    stream notifications_stream;
    wanted notifications_message := jsonb_populate_record(NULL::notifications_message, draft);
    message notifications_message;
BEGIN
    LOOP
        SELECT * INTO stream FROM notifications_stream WHERE key = stream_key FOR NO KEY UPDATE;
        EXIT WHEN FOUND;
        INSERT INTO notifications_stream (key, run_at, last_number, held_reason)
        VALUES (stream_key, clock_timestamp(), 0, '') ON CONFLICT (key) DO NOTHING;
    END LOOP;

    INSERT INTO notifications_message (
        stream_id, number, kind, channel, dedupe_key, message_id, thread, recipient, subject, text, html, payload,
        sealed, holds_stream, created_at, expires_at, state, attempts, last_error, handle_tries)
    VALUES (stream.id, stream.last_number + 1, wanted.kind, wanted.channel, wanted.dedupe_key, wanted.message_id,
        wanted.thread, wanted.recipient, wanted.subject, wanted.text, wanted.html, wanted.payload,
        wanted.sealed, wanted.holds_stream, redress_now(), wanted.expires_at, 'ready', 0, '', 0)
    ON CONFLICT (dedupe_key) DO NOTHING
    RETURNING * INTO message;

    IF NOT FOUND THEN
        RETURN QUERY SELECT * FROM notifications_message WHERE dedupe_key = wanted.dedupe_key;
        RETURN;
    END IF;

    UPDATE notifications_stream SET
        last_number = message.number,
        head_id = COALESCE(head_id, message.id),
        -- What dies soon (a sign-in code) goes before what has waited up to an hour.
        run_at = CASE
            WHEN head_id IS NOT NULL THEN run_at
            WHEN message.expires_at IS NOT NULL THEN clock_timestamp() - interval '1 hour'
            ELSE clock_timestamp() END
    WHERE id = stream.id;
    RETURN NEXT message;
END $$;
