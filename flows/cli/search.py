"""`claimstream search`: find claims and articles by what they say."""

from typing import Annotated

import typer

from flows.cli.options import Config, Format, Output, Warehouse

_CLAIMS = """
    SELECT found.rank, found.speaker, marked(found.content, $asked) AS claim, found.outlets,
        found.first_seen_at, event.title AS event, found.claim_id
    FROM search_claims($asked) AS found
    LEFT JOIN events AS event ON event.event_id = found.event_id
    ORDER BY found.rank
    LIMIT $most
"""
_ARTICLES = """
    SELECT rank, outlet, published_at, title, marked(passage, $asked) AS passage, article_id
    FROM search_articles($asked)
    ORDER BY rank
    LIMIT $most
"""


def search(
    text: Annotated[
        list[str], typer.Argument(metavar="TEXT", help="What it is about, in any words.")
    ],
    articles: Annotated[  # noqa: FBT002 - this is how typer declares a flag
        bool, typer.Option("--articles", help="Find articles instead of claims.")
    ] = False,
    most: Annotated[int, typer.Option("--limit", min=1, max=100, help="How many to show.")] = 10,
    config: Config = None,
    warehouse: Warehouse = None,
    output: Output = Format.table,
) -> None:
    """Find claims by what they say, best first; found words stand between asterisks.

    Words are compared without their endings; a speaker's name counts twice, and the text around a
    claim counts as well. The same is there in SQL: mart.search_claims('…') and
    mart.search_articles('…').

    Examples:
      claimstream search dam safety warnings
      claimstream search --articles "minister resigns" --limit 5
      claimstream search --format json Marsden trade
    """
    from flows.cli.output import stderr, write_frame  # noqa: PLC0415 - keeps `--help` fast
    from flows.settings import load_settings  # noqa: PLC0415
    from warehouse.querying import query_snapshot  # noqa: PLC0415

    directory = load_settings(config, warehouse).warehouse.dir
    asked = {"asked": " ".join(text), "most": most}
    found = query_snapshot(directory, _ARTICLES if articles else _CLAIMS, values=asked)
    if found.is_empty():
        stderr().print("Nothing has any of these words; try others.")
    write_frame(found, output)
