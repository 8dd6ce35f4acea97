-- Articles: identity, keys to recognise them by, and every state of their text.

CREATE TABLE core.outlet (
    outlet_id   UUID NOT NULL,
    name        VARCHAR NOT NULL,
    domain      VARCHAR,
    owner_group VARCHAR,
    is_agency   BOOLEAN NOT NULL,
    reliability VARCHAR,
    PRIMARY KEY (outlet_id)
);
COMMENT ON TABLE core.outlet IS 'A publisher of articles.';
COMMENT ON COLUMN core.outlet.outlet_id IS 'its domain, else its name';
COMMENT ON COLUMN core.outlet.name IS 'as shown';
COMMENT ON COLUMN core.outlet.domain IS 'registered domain';
COMMENT ON COLUMN core.outlet.owner_group IS 'who owns it; set by the user';
COMMENT ON COLUMN core.outlet.is_agency IS 'whether others print its texts';
COMMENT ON COLUMN core.outlet.reliability IS 'set by the user';

CREATE TABLE core.article (
    article_id    UUID NOT NULL,
    source_id     UUID NOT NULL,
    outlet_id     UUID,
    canonical_url VARCHAR,
    founding_rule VARCHAR NOT NULL,
    run_id        UUID NOT NULL,
    recorded_at   TIMESTAMPTZ NOT NULL,
    retracted_at  TIMESTAMPTZ
);
COMMENT ON TABLE core.article IS 'The identity of one published report, across its versions.';
COMMENT ON COLUMN core.article.article_id IS 'minted from the identity key that founded it';
COMMENT ON COLUMN core.article.source_id IS 'the source that first delivered it';
COMMENT ON COLUMN core.article.outlet_id IS 'its publisher, where known';
COMMENT ON COLUMN core.article.canonical_url IS 'its URL';
COMMENT ON COLUMN core.article.founding_rule IS 'the identity rule that founded it';
COMMENT ON COLUMN core.article.run_id IS 'the run that recorded this row';
COMMENT ON COLUMN core.article.recorded_at IS 'when the warehouse learned this row';
COMMENT ON COLUMN core.article.retracted_at IS 'when it stopped being held true; NULL while it is live';

CREATE TABLE core.article_key (
    key_id       UUID NOT NULL,
    rule         VARCHAR NOT NULL,
    article_id   UUID NOT NULL,
    run_id       UUID NOT NULL,
    recorded_at  TIMESTAMPTZ NOT NULL,
    retracted_at TIMESTAMPTZ
);
COMMENT ON TABLE core.article_key IS 'A key by which an article is recognised when it is delivered again.';
COMMENT ON COLUMN core.article_key.key_id IS 'hash of rule and key';
COMMENT ON COLUMN core.article_key.rule IS 'source_guid, guid_url, canonical_url or title_text';
COMMENT ON COLUMN core.article_key.article_id IS 'the article it leads to';
COMMENT ON COLUMN core.article_key.run_id IS 'the run that recorded this row';
COMMENT ON COLUMN core.article_key.recorded_at IS 'when the warehouse learned this row';
COMMENT ON COLUMN core.article_key.retracted_at IS 'when it stopped being held true; NULL while it is live';

CREATE TABLE core.article_version (
    version_id          UUID NOT NULL,
    article_id          UUID NOT NULL,
    version_no          BIGINT NOT NULL,
    title               VARCHAR,
    text                VARCHAR NOT NULL,
    text_map            BIGINT[] NOT NULL,
    text_basis          VARCHAR NOT NULL,
    dateline            VARCHAR,
    content_hash        UUID NOT NULL,
    published_at        TIMESTAMPTZ,
    published_basis     VARCHAR NOT NULL,
    published_precision VARCHAR,
    published_raw       VARCHAR,
    author              VARCHAR,
    lang                VARCHAR NOT NULL,
    encoding            VARCHAR NOT NULL,
    encoding_rule       VARCHAR NOT NULL,
    source_id           UUID NOT NULL,
    raw_id              VARCHAR NOT NULL,
    position            BIGINT NOT NULL,
    fetched_at          TIMESTAMPTZ NOT NULL,
    run_id              UUID NOT NULL,
    recorded_at         TIMESTAMPTZ NOT NULL,
    retracted_at        TIMESTAMPTZ
);
COMMENT ON TABLE core.article_version IS 'One state of an article''s text. A changed text is a new row.';
COMMENT ON COLUMN core.article_version.version_id IS 'article and content hash';
COMMENT ON COLUMN core.article_version.article_id IS 'the article';
COMMENT ON COLUMN core.article_version.version_no IS 'from 1, in the order of arrival';
COMMENT ON COLUMN core.article_version.title IS 'plain text';
COMMENT ON COLUMN core.article_version.text IS 'clean text that all spans point into';
COMMENT ON COLUMN core.article_version.text_map IS 'runs as triples: start in text, start in raw text, length';
COMMENT ON COLUMN core.article_version.text_basis IS 'full, summary or title';
COMMENT ON COLUMN core.article_version.dateline IS 'the place a report is filed from, as written';
COMMENT ON COLUMN core.article_version.content_hash IS 'title and text, case and white space folded';
COMMENT ON COLUMN core.article_version.published_at IS 'UTC';
COMMENT ON COLUMN core.article_version.published_basis IS 'where the date came from';
COMMENT ON COLUMN core.article_version.published_precision IS 'second or day';
COMMENT ON COLUMN core.article_version.published_raw IS 'the date as written';
COMMENT ON COLUMN core.article_version.author IS 'byline';
COMMENT ON COLUMN core.article_version.lang IS 'ISO 639-1, or und';
COMMENT ON COLUMN core.article_version.encoding IS 'the character encoding that was used';
COMMENT ON COLUMN core.article_version.encoding_rule IS 'which rule chose it';
COMMENT ON COLUMN core.article_version.source_id IS 'the source that delivered this version';
COMMENT ON COLUMN core.article_version.raw_id IS 'sha256 of the document it came in';
COMMENT ON COLUMN core.article_version.position IS 'entry or line number in that document';
COMMENT ON COLUMN core.article_version.fetched_at IS 'when it was received';
COMMENT ON COLUMN core.article_version.run_id IS 'the run that recorded this row';
COMMENT ON COLUMN core.article_version.recorded_at IS 'when the warehouse learned this row';
COMMENT ON COLUMN core.article_version.retracted_at IS 'when it stopped being held true; NULL while it is live';
