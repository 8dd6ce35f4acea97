-- A reason that tells of a text which was read in part; its claims are there.

INSERT INTO ref.reason VALUES ('extraction_cut', 'the text is too long to be parsed to its end');
