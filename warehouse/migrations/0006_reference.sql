-- Words with a fixed meaning, for people to look up and for the views to sort by.

CREATE TABLE ref.outcome (
    outcome VARCHAR PRIMARY KEY,
    meaning VARCHAR NOT NULL
);
COMMENT ON TABLE ref.outcome IS 'What can become of a delivered entry; every entry has exactly one.';
COMMENT ON COLUMN ref.outcome.outcome IS 'the word';
COMMENT ON COLUMN ref.outcome.meaning IS 'what it says of the entry';
INSERT INTO ref.outcome VALUES
    ('new', 'an article that was not known before'),
    ('updated', 'a known article whose text changed: a new version'),
    ('unchanged', 'a known article delivered again as it was'),
    ('duplicate', 'the same article twice in one delivery, or from another source'),
    ('quarantined', 'set aside with a reason');

CREATE TABLE ref.reason (
    reason VARCHAR PRIMARY KEY,
    meaning VARCHAR NOT NULL
);
COMMENT ON TABLE ref.reason IS 'Why an input can be set aside.';
COMMENT ON COLUMN ref.reason.reason IS 'the word';
COMMENT ON COLUMN ref.reason.meaning IS 'what was wrong with the input';
INSERT INTO ref.reason VALUES
    ('unreadable', 'the file or response could not be read at all'),
    ('too_large', 'over the size limit of its kind'),
    ('fetch_failed', 'the server or the network said no'),
    ('parse_failed', 'the bytes are not what their kind promises'),
    ('parser_died', 'the child process crashed, ran out of time or of memory'),
    ('no_entries', 'a document of a feed kind that holds nothing'),
    ('unknown_kind', 'nothing here reads such a file'),
    ('bad_row', 'one line of a table that is not a row'),
    ('no_text', 'neither title nor body'),
    ('span_mismatch', 'a span does not equal the text at its offsets'),
    ('extraction_failed', 'the extractor raised on this text');

CREATE TABLE ref.time_precision (
    precision VARCHAR PRIMARY KEY,
    rank INTEGER NOT NULL
);
COMMENT ON TABLE ref.time_precision IS 'How exactly the time of an event is known.';
COMMENT ON COLUMN ref.time_precision.precision IS 'the word';
COMMENT ON COLUMN ref.time_precision.rank IS '1 is the most exact';
INSERT INTO ref.time_precision VALUES
    ('day', 1), ('week', 2), ('month', 3), ('season', 4), ('year', 5), ('bounds', 6);
