"""`claimstream extract`: the claims of files, without warehouse or Prefect."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.options import Config, Format, Output

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def extract(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH", help="Files or folders of articles.")
    ],
    config: Config = None,
    output: Output = Format.table,
) -> None:
    """Take the claims out of files: who said what, verbatim; nothing is stored.

    In the JSON formats every span has its offsets: code points in the decoded file, or, for
    pages, feeds and tables, in the text of each article taken out of them.

    What cannot be read is named on stderr; exit code 1 when that leaves no claim at all.

    Examples:
      claimstream extract report.txt
      claimstream extract reports/ --format jsonl > claims.jsonl
    """
    from datetime import UTC, datetime  # noqa: PLC0415 - keeps `--help` fast

    from flows.cli.output import stderr, write_rows  # noqa: PLC0415
    from flows.extracting import Problem, claims_of_files  # noqa: PLC0415
    from flows.settings import load_settings  # noqa: PLC0415

    console = stderr()
    problems, n_claims = 0, 0

    def claims() -> "Iterator[Mapping[str, Any]]":
        nonlocal problems, n_claims
        for found in claims_of_files(paths, load_settings(config), now=datetime.now(UTC)):
            if isinstance(found, Problem):
                problems += 1
                said = f"{found.file}: {found.detail}"
                console.print(said, style="yellow", markup=False, soft_wrap=True)
            else:
                n_claims += 1
                yield found if output in (Format.json, Format.jsonl) else _flat(found)

    columns = ["file", "speaker", "cue", "content", "kind", "confidence"]
    write_rows(columns, claims(), output)
    if problems and not n_claims:
        raise typer.Exit(1)


def _flat(claim: "Mapping[str, Any]") -> dict[str, Any]:
    """Give a claim as one line of a table: the words alone."""

    def words(role: str) -> str | None:
        span = claim[role]
        return " ".join(span["text"].split()) if span else None

    speaker = claim["speaker_name"] or words("speaker")
    return {
        "file": Path(claim["file"]).name,
        "speaker": speaker if claim["attributed"] else "(the outlet)",
        "cue": words("cue"),
        "content": words("content"),
        "kind": claim["kind"],
        "confidence": claim["confidence"],
    }
