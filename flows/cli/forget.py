"""`claimstream forget ARTICLE`: take an article down with all that was taken from it."""

from typing import Annotated

import typer

from flows.cli.options import Config, Format, Output, Warehouse


def forget(
    article: Annotated[
        str,
        typer.Argument(metavar="ARTICLE", help="An id, how it begins, or words of the title."),
    ],
    by: Annotated[str, typer.Option("--by", metavar="WHO", help="Who asks.")],
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why.")] = None,
    config: Config = None,
    warehouse: Warehouse = None,
    output: Output = Format.table,
) -> None:
    """Forget an article: text, bytes, claims and names go, a tombstone stays. There is no undo.

    It is not taken in again when a source delivers it once more. A document that held other
    articles too loses its bytes as a whole; their texts stay. Backups and exports are yours to
    delete.

    Example:
      claimstream forget 71ab03cd --by Ines --reason "the publisher asked"
    """
    from datetime import UTC, datetime  # noqa: PLC0415 - keeps `--help` fast

    from flows.cli.output import write_object  # noqa: PLC0415
    from flows.forgetting import forget_article  # noqa: PLC0415
    from flows.settings import load_settings  # noqa: PLC0415

    directory = load_settings(config, warehouse).warehouse.dir
    done = forget_article(directory, article, by=by, reason=reason, now=datetime.now(UTC))
    shown = {
        "article_id": done.article_id,
        "rows_deleted": sum(done.rows.values()),
        "documents_deleted": done.n_documents,
    }
    write_object(shown, output)
