-- I4: which state may follow which. The tables are those of appeals/workflow.py, and a test compares them; effects,
-- information requests and messages, which have no table there, stand only here.

CREATE OR REPLACE FUNCTION state_moves(machine text) RETURNS TABLE (before text, after text)
    LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT split_part(move, '>', 1), split_part(move, '>', 2) FROM unnest(string_to_array(CASE machine
        WHEN 'suspension' THEN 'recorded>in_force in_force>in_force in_force>lifted in_force>expired in_force>closed '
            'closed>in_force closed>overturned in_force>overturned lifted>overturned expired>overturned'
        WHEN 'appeal' THEN 'draft>submitted draft>lapsed submitted>in_review submitted>withdrawn in_review>submitted '
            'in_review>waiting_for_appellant in_review>second_check in_review>decided in_review>withdrawn '
            'waiting_for_appellant>in_review waiting_for_appellant>withdrawn second_check>in_review '
            'second_check>decided second_check>withdrawn'
        WHEN 'closure' THEN 'proposed>in_review proposed>refused proposed>withdrawn in_review>second_approval '
            'in_review>refused in_review>withdrawn second_approval>approved second_approval>in_review '
            'second_approval>refused second_approval>withdrawn approved>in_review approved>effected'
        WHEN 'hold' THEN 'held>ended'
        WHEN 'effect' THEN 'requested>overdue requested>confirmed requested>refused requested>cancelled '
            'overdue>confirmed overdue>refused overdue>cancelled refused>confirmed refused>requested refused>cancelled'
        WHEN 'request' THEN 'open>answered open>unanswered open>withdrawn unanswered>answered'
        WHEN 'message' THEN 'waiting>sent waiting>withdrawn'
    END, ' ')) AS move
$$;

CREATE OR REPLACE FUNCTION first_states(machine text) RETURNS text[]
    LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT CASE machine
        WHEN 'suspension' THEN ARRAY['recorded'] WHEN 'appeal' THEN ARRAY['draft'] WHEN 'closure' THEN ARRAY['proposed']
        WHEN 'hold' THEN ARRAY['held'] WHEN 'effect' THEN ARRAY['requested', 'confirmed'] WHEN 'request' THEN ARRAY['open']
        WHEN 'message' THEN ARRAY['waiting', 'sent']
    END
$$;

CREATE OR REPLACE FUNCTION state_moves_legally() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT NEW.state = ANY (first_states(TG_ARGV[0])) THEN
            PERFORM refuse('I4', ARRAY['wrong_first_state'], format('a new %s cannot be %s', TG_ARGV[0], NEW.state));
        END IF;
    ELSIF NEW.state IS DISTINCT FROM OLD.state
        AND NOT EXISTS (SELECT 1 FROM state_moves(TG_ARGV[0]) WHERE before = OLD.state AND after = NEW.state) THEN
        PERFORM refuse('I4', ARRAY['illegal_transition'],
            format('%s does not follow %s in a %s', NEW.state, OLD.state, TG_ARGV[0]));
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER suspension_machine BEFORE INSERT OR UPDATE OF state ON appeals_suspension
    FOR EACH ROW EXECUTE FUNCTION state_moves_legally('suspension');
CREATE OR REPLACE TRIGGER appeal_machine BEFORE INSERT OR UPDATE OF state ON appeals_appeal
    FOR EACH ROW EXECUTE FUNCTION state_moves_legally('appeal');
CREATE OR REPLACE TRIGGER closure_machine BEFORE INSERT OR UPDATE OF state ON appeals_closure
    FOR EACH ROW EXECUTE FUNCTION state_moves_legally('closure');
CREATE OR REPLACE TRIGGER hold_machine BEFORE INSERT OR UPDATE OF state ON appeals_hold
    FOR EACH ROW EXECUTE FUNCTION state_moves_legally('hold');
CREATE OR REPLACE TRIGGER effect_machine BEFORE INSERT OR UPDATE OF state ON appeals_effect
    FOR EACH ROW EXECUTE FUNCTION state_moves_legally('effect');
CREATE OR REPLACE TRIGGER request_machine BEFORE INSERT OR UPDATE OF state ON appeals_informationrequest
    FOR EACH ROW EXECUTE FUNCTION state_moves_legally('request');
CREATE OR REPLACE TRIGGER message_machine BEFORE INSERT OR UPDATE OF state ON appeals_casemessage
    FOR EACH ROW EXECUTE FUNCTION state_moves_legally('message');
