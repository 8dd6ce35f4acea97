-- core.is_stop_word(word): whether a word says nothing about what a text is about.
-- Single letters (the s of "Lind's", the t of "don't") are stop words as well.
CREATE OR REPLACE MACRO core.is_stop_word(word) AS
    regexp_full_match(word, '\p{L}') OR word IN (
        'about', 'after', 'again', 'all', 'also', 'am', 'an', 'and', 'any', 'are', 'as', 'at', 'be',
        'because', 'been', 'before', 'being', 'both', 'but', 'by', 'can', 'could', 'did', 'didn',
        'do', 'does', 'doesn', 'doing', 'don', 'during', 'each', 'even', 'for', 'from', 'further',
        'had', 'has', 'hasn', 'have', 'haven', 'having', 'he', 'her', 'here', 'hers', 'him', 'his',
        'how', 'if', 'in', 'into', 'is', 'isn', 'it', 'its', 'just', 'll', 'may', 'me', 'more',
        'most', 'my', 'no', 'nor', 'not', 'of', 'off', 'on', 'once', 'only', 'or', 'other', 'our',
        'ours', 'out', 'over', 'own', 're', 'said', 'same', 'say', 'saying', 'says', 'she',
        'should', 'so', 'some', 'such', 'than', 'that', 'the', 'their', 'them', 'then', 'there',
        'these', 'they', 'this', 'those', 'through', 'to', 'told', 'too', 'under', 'until', 'up',
        've', 'very', 'was', 'wasn', 'we', 'were', 'what', 'when', 'where', 'whether', 'which',
        'while', 'who', 'whom', 'why', 'will', 'with', 'won', 'would', 'you', 'your'
    );
COMMENT ON MACRO core.is_stop_word IS 'Whether a word says nothing about what a text is about.';

-- core.stem(word): a lower-case English word without its endings, so that raise, raised and raising
-- are one term. Deliberately light: plural, then one of the endings, then a final e or doubled letter.
CREATE OR REPLACE MACRO core.stem(word) AS
    regexp_replace(
        regexp_replace(
            regexp_replace(
                regexp_replace(word, '(.{2,})ies$|(.{3,}[^aisu])s$|(.+ss)es$', '\1\2\3'),
                '(.{3,})(?:ingly|edly|ing|ed|ly|ment)$|(.{3,}[st])(?:ion|or|ive)$|(.{4,})er$',
                '\1\2\3'
            ),
            '(.{3,}?)[ey]+$', '\1'
        ),
        '(.+b)b$|(.+d)d$|(.+g)g$|(.+m)m$|(.+n)n$|(.+p)p$|(.+r)r$|(.+t)t$', '\1\2\3\4\5\6\7\8'
    );
COMMENT ON MACRO core.stem IS 'A lower-case English word without its endings: raise, raised and raising are rais.';

-- core.words(text): its words in lower case, without accents; "U.S." is us, a number loses its commas.
CREATE OR REPLACE MACRO core.words(text) AS
    regexp_extract_all(
        regexp_replace(
            regexp_replace(lower(strip_accents(text)), '\b(\p{L})\.(\p{L})\.', '\1\2', 'g'),
            '(\d),(\d\d\d)\b', '\1\2', 'g'
        ),
        '[\p{L}\p{N}]+'
    );
COMMENT ON MACRO core.words IS 'The words of a text in lower case, without accents.';

-- core.terms(text): what a text is searched by: the stems of its words, without stop words.
CREATE OR REPLACE MACRO core.terms(text) AS
    list_distinct(list_transform(
        list_filter(core.words(text), lambda word: NOT core.is_stop_word(word)),
        lambda word: core.stem(word)
    ));
COMMENT ON MACRO core.terms IS 'What a text is searched by: the stems of its words, without stop words.';
