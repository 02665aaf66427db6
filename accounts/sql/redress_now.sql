-- The one clock of the product. Guards, sweeps and verbs ask it; leases alone use clock_timestamp().
CREATE OR REPLACE FUNCTION redress_now() RETURNS timestamptz
    LANGUAGE sql STABLE AS 'SELECT now()';
