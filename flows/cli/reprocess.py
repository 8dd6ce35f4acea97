"""`claimstream reprocess`: derive everything anew by today's rules, compare, put it in place."""

from typing import Annotated

import typer

from flows.cli.options import Config, Format, Output, Warehouse


def reprocess(
    *,
    promote: Annotated[
        bool, typer.Option("--promote", help="Put the result in the place of what is held.")
    ] = False,
    changes: Annotated[
        bool, typer.Option("--changes", help="List the claims that change instead of counts.")
    ] = False,
    config: Config = None,
    warehouse: Warehouse = None,
    output: Output = Format.table,
) -> None:
    """Work all articles out again by today's rules, beside the warehouse, and compare.

    Copies, claims, events and disagreements are derived anew, in an order that does not depend on
    when articles came in. Nothing changes until --promote: then rows that the rules no longer give
    are retracted, never deleted, and analysts' decisions are applied to the new ones.

    Examples:
      claimstream reprocess
      claimstream reprocess --changes --format csv
      claimstream reprocess --promote
    """
    from datetime import UTC, datetime  # noqa: PLC0415 - keeps `--help` fast

    import polars as pl  # noqa: PLC0415

    from flows.cli.output import write_frame  # noqa: PLC0415
    from flows.reprocessing import put_in_place, work_out  # noqa: PLC0415
    from flows.settings import load_settings  # noqa: PLC0415

    directory = load_settings(config, warehouse).warehouse.dir
    if promote:
        put = put_in_place(directory, now=datetime.now(UTC))
        rows = [{"table": t, "retracted": gone, "recorded": new} for t, (gone, new) in put.items()]
        schema = {"table": pl.String, "retracted": pl.Int64, "recorded": pl.Int64}
        write_frame(pl.DataFrame(rows, schema=schema), output)
        return
    compared = work_out(directory)
    if changes:
        write_frame(compared.claims, output)
        return
    counted = compared.claims.group_by("change", "attributed").len("count").sort(pl.all())
    of_claims = [
        (f"{'claims' if attributed else 'reported facts'} {change}", None, count)
        for change, attributed, count in counted.iter_rows()
    ]
    of_tables = [(table, compared.before[table], count) for table, count in compared.now.items()]
    table = pl.DataFrame(
        [*of_claims, *of_tables],
        schema={"what": pl.String, "held": pl.Int64, "by today's rules": pl.Int64},
        orient="row",
    )
    write_frame(table, output)
