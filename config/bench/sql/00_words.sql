-- What the other files draw from: the same number gives the same case each time. All of it goes with the connection.

CREATE FUNCTION pg_temp.draw(i bigint, salt bigint, below integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT ((hashint8extended(i, salt) & 9223372036854775807) % below)::integer
$$;

CREATE FUNCTION pg_temp.pick(i bigint, salt bigint, words text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT words[1 + ((hashint8extended(i, salt) & 9223372036854775807) % cardinality(words))::integer]
$$;

-- An odd factor permutes the numbers below 2^40, so no two references are equal.
CREATE FUNCTION pg_temp.reference(prefix text, i bigint) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    letters text := '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    number bigint := (i * 663608941737) & 1099511627775;
    written text := '';
BEGIN
    FOR place IN 1 .. 8 LOOP
        written := written || substr(letters, 1 + (number & 31)::integer, 1);
        number := number >> 5;
    END LOOP;
    RETURN prefix || '-' || left(written, 4) || '-' || right(written, 4);
END $$;

CREATE FUNCTION pg_temp.public_id(prefix text, i bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT prefix || '_' || left(md5(prefix || i), 16)
$$;

CREATE FUNCTION pg_temp.instant(at timestamptz) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
$$;

-- The chain of a case as a running aggregate: each entry's hash covers the one before it.
CREATE FUNCTION pg_temp.chain_step(before bytea, in_case bigint, skeleton bytea, digest bytea) RETURNS bytea
    LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(coalesce(before, sha256(convert_to('case ' || in_case, 'UTF8'))) || skeleton || digest)
$$;
CREATE AGGREGATE pg_temp.chained(bigint, bytea, bytea) (SFUNC = pg_temp.chain_step, STYPE = bytea);

CREATE TEMP TABLE words (kind text PRIMARY KEY, list text[]);
INSERT INTO words VALUES
    ('first', ARRAY['Amina', 'Bruno', 'Chen', 'Daria', 'Emeka', 'Fatou', 'Goran', 'Hana', 'Ivo', 'Jana', 'Kofi', 'Lena',
        'Mateo', 'Nadia', 'Omar', 'Petra', 'Quynh', 'Rafael', 'Sana', 'Tomas', 'Uma', 'Vera', 'Wanja', 'Yusuf', 'Zofia']),
    ('last', ARRAY['Abara', 'Berg', 'Costa', 'Diaz', 'Eze', 'Farouk', 'Grau', 'Horvat', 'Iyer', 'Jansen', 'Kaya', 'Lopez',
        'Mensah', 'Novak', 'Okoye', 'Park', 'Quist', 'Rossi', 'Silva', 'Tanaka', 'Ueda', 'Varga', 'Weiss', 'Yilmaz', 'Zeman']),
    ('opening', ARRAY['I have worked here for four years and this has never happened to me before.',
        'I read the reason twice and it does not describe what I did.',
        'Please look at this again, because one part of it cannot be right.',
        'I understand the rule, and I want to explain how it looked from my side.',
        'Nobody asked me anything before this was decided.',
        'The account is my only income and I have never given it to anybody.']),
    ('middle', ARRAY['The client and I agreed on these hours in our first call and kept a list of them.',
        'The document that I sent was cut at one corner by the scanner of the copy shop.',
        'My sister uses the same computer for her own account and we share one internet connection.',
        'I travelled on those days and used the network of the hotel.',
        'The contract had started already when we talked outside the platform.',
        'My profile shows a shorter form of my name, as everybody here writes it.',
        'The design is mine, the source files with all the earlier drafts are attached.',
        'My father died that week, and I could not finish what I had promised.',
        'The review came from a real client whose company paid for the work.',
        'I flagged the offer myself on the same day and never answered it.']),
    ('place', ARRAY['Lagos', 'Bogota', 'Manila', 'Lahore', 'Cairo', 'Kyiv', 'Nairobi', 'Porto', 'Sofia', 'Tunis', 'Cebu',
        'Quito', 'Accra', 'Pune', 'Tbilisi', 'Lima', 'Hanoi', 'Rabat', 'Skopje', 'Merida']),
    ('trade', ARRAY['translator', 'illustrator', 'accountant', 'developer', 'animator', 'copywriter', 'architect', 'editor',
        'bookkeeper', 'photographer', 'researcher', 'tester']),
    ('closing', ARRAY['Please tell me what else you need, I answer the same day.',
        'I attach what I have and can send the rest tomorrow.',
        'I ask for a lighter measure if you still see it differently.',
        'Thank you for having a person read this.']),
    ('what', ARRAY['The name on the document and the name on the profile are different.',
        'Twelve hours were logged on a day without any change in the files.',
        'A message asked the client to go on by messenger before a contract existed.',
        'Two reviews came from accounts that were made on the same day.',
        'A sample in the portfolio carries the mark of another studio.',
        'An invoice for work from this platform was sent by e-mail.']),
    ('syllable', ARRAY['ba', 'do', 'fi', 'gu', 'ka', 'lo', 'mi', 'nu', 'pa', 'ro', 'si', 'tu', 'va', 'zo', 'bre', 'cla',
        'dru', 'fle', 'gri', 'klo', 'pra', 'sto', 'tri', 'vlu', 'man', 'nol', 'per', 'quin', 'ras', 'sel', 'tor', 'wen']);
