"""`claimstream timeline SPEAKER`: what somebody said, in order, and where it stands."""

from typing import Annotated, Any
from urllib.parse import quote

import typer

from flows.cli.options import Config, Format, Output, Warehouse

_SAID = """
    SELECT said.published_at, said.outlet, said.speaker, said.kind, said.cue, said.content,
        claim.status, said.event_id::VARCHAR AS event_id, said.claim_id::VARCHAR AS claim_id,
        article.canonical_url AS url
    FROM speaker_timeline($speaker) AS said
    LEFT JOIN claims AS claim ON claim.claim_id = said.claim_id
    LEFT JOIN articles AS article ON article.article_id = said.article_id AND article.is_latest
    WHERE $about IS NULL OR list_has_any(core.terms(said.content), core.terms($about))
    ORDER BY said.published_at NULLS LAST, said.outlet, said.claim_id
    LIMIT $most
"""
_FRAGMENT_WORDS = 8


def timeline(
    speaker: Annotated[
        list[str], typer.Argument(metavar="SPEAKER", help="A name, as any article writes it.")
    ],
    about: Annotated[
        str | None,
        typer.Option("--about", metavar="TEXT", help="Only what has one of these words."),
    ] = None,
    most: Annotated[int, typer.Option("--limit", min=1, help="How many to show.")] = 50,
    config: Config = None,
    warehouse: Warehouse = None,
    output: Output = Format.table,
) -> None:
    """Tell what somebody said, in the order of publication.

    Names that are linked as one person's count as one. A link leads to the words in the article,
    where its page still has them. The same is there in SQL: mart.speaker_timeline('…').

    Examples:
      claimstream timeline Helen Marsden
      claimstream timeline "Helen Marsden" --about airport --format json
    """
    from flows.cli.output import stderr, write_rows  # noqa: PLC0415 - keeps `--help` fast
    from flows.settings import load_settings  # noqa: PLC0415
    from warehouse.querying import query_snapshot  # noqa: PLC0415

    directory = load_settings(config, warehouse).warehouse.dir
    asked = {"speaker": " ".join(speaker), "about": about, "most": most}
    found = query_snapshot(directory, _SAID, values=asked)
    if found.is_empty():
        stderr().print("Nobody of that name said anything; try a surname or another spelling.")
    rows = [_linked(row) for row in found.iter_rows(named=True)]
    write_rows([*found.columns[:-1], "link"], rows, output)


def _linked(row: dict[str, Any]) -> dict[str, Any]:
    """Put a link to the words themselves in the place of the article's address."""
    url = row.pop("url")
    words = " ".join(row["content"].split()[:_FRAGMENT_WORDS]).strip("“”\"'.,;: ")
    return {**row, "link": f"{url}#:~:text={quote(words, safe='')}" if url else None}
