"""Compare quotations with the texts they were taken from, in time that grows with both together.

To cut a piece out of a text, DuckDB walks to it from the beginning. Many quotations in one long
text would cost their product, so long texts are cut into chunks first.
"""

from dataclasses import dataclass

import duckdb

from warehouse.tables import TABLES, Span

LONG = 8192
"""Code points up to which a text is searched as a whole."""
_CHUNK, _BLOCK = 1024, 65536
_CHUNKS = f"""
    CREATE OR REPLACE TEMP TABLE quoted_chunk AS
    WITH block AS (
        SELECT version_id, block_no, substr(text, block_no * {_BLOCK} + 1, {_BLOCK}) AS part
        FROM (
            SELECT version_id, text, unnest(range((n_chars - 1) // {_BLOCK} + 1)) AS block_no
            FROM quoted_text WHERE n_chars > {LONG}
        )
    )
    SELECT version_id, block_no * {_BLOCK // _CHUNK} + piece_no AS chunk_no,
        substr(part, piece_no * {_CHUNK} + 1, {_CHUNK}) AS chunk
    FROM (
        SELECT *, unnest(range((length(part) - 1) // {_CHUNK} + 1)) AS piece_no FROM block
    )
"""  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class WrongSpan:
    """A row whose quotation does not equal the text at its offsets."""

    key: str
    version_id: str
    start: int | None
    stop: int | None
    exact: str


class Texts:
    """The texts that quotations are compared with."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, source: str) -> None:
        """Cut the long ones among the texts into chunks.

        Args:
            connection: where the rows are.
            source: what stands after FROM; it has `version_id` and `text`.
        """
        self._connection = connection
        sql = f"SELECT version_id, text, length(text) AS n_chars FROM {source}"  # noqa: S608 - ours
        connection.execute(f"CREATE OR REPLACE TEMP VIEW quoted_text AS {sql}")
        row = connection.execute(_CHUNKS).fetchone()
        self._has_long = bool(row and row[0])

    def wrong_spans(self, span: Span, rows: str) -> list[WrongSpan]:
        """Find the rows whose quotation differs from the text, or whose offsets cannot be right.

        Args:
            span: the columns.
            rows: what stands after FROM; rows without a quotation are left out.
        """
        found = self._connection.execute(self._sql(span, rows)).fetchall()
        return [WrongSpan(*row) for row in found]

    def _sql(self, span: Span, rows: str) -> str:
        (key,) = TABLES[span.table].key
        return f"""
            WITH quotation AS MATERIALIZED (
                SELECT row.{key}::VARCHAR AS key, row.{span.version_id} AS version_id,
                    row.{span.start} AS start_at, row.{span.stop} AS stop_at,
                    row.{span.text} AS exact, n_chars > {LONG} AS is_long,
                    coalesce(row.{span.start} >= 0 AND row.{span.stop} <= n_chars
                        AND length(row.{span.text}) = row.{span.stop} - row.{span.start}, false)
                        AS is_possible
                FROM {rows} AS row
                LEFT JOIN (SELECT version_id, n_chars FROM quoted_text) AS version
                    ON version.version_id = row.{span.version_id}
                WHERE row.{span.text} IS NOT NULL
            ), wrong AS (
                SELECT COLUMNS(quotation.*) FROM quotation WHERE NOT is_possible
                UNION ALL
                SELECT COLUMNS(quotation.*) FROM quotation
                JOIN quoted_text AS version USING (version_id)
                WHERE is_possible AND NOT is_long
                    AND substr(text, start_at + 1, stop_at - start_at) <> exact
                {_IN_CHUNKS if self._has_long else ""}
            )
            SELECT key, version_id::VARCHAR, start_at, stop_at, left(exact, 60) FROM wrong
            ORDER BY ALL
        """  # noqa: S608 - names come from declarations


_IN_CHUNKS = f"""
    UNION ALL
    SELECT key, version_id, start_at, stop_at, exact, is_long, is_possible
    FROM (
        SELECT *, unnest(range(start_at // {_CHUNK}, (stop_at - 1) // {_CHUNK} + 1)) AS chunk_no
        FROM quotation WHERE is_possible AND is_long
    )
    LEFT JOIN quoted_chunk USING (version_id, chunk_no)
    GROUP BY key, version_id, start_at, stop_at, exact, is_long, is_possible
    HAVING substr(
        coalesce(string_agg(chunk, '' ORDER BY chunk_no), ''),
        start_at % {_CHUNK} + 1, stop_at - start_at
    ) <> exact
"""  # noqa: S608 - constants
