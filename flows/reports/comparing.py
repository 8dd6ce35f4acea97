"""What reprocessing changes, as Markdown for the artifact that the Prefect UI shows."""

from typing import Any

from flows.reports.markdown import escaped
from flows.reports.wording import count, shortened
from flows.reprocessing import Comparison
from transforms.extraction import EXTRACTOR

_SHOWN = 100
_KINDS = ("lost", "gained", "changed")
_HOW = """Nothing of this is in place yet. Run the deployment `reprocess` with “put in place”, or

```sh
claimstream reprocess --promote
```"""


def changes(compared: Comparison) -> str:
    """Say in one sentence how many claims are lost, gained or other than before."""
    found = [compared.claims.filter(change=kind).height for kind in _KINDS]
    if not any(found):
        return "no claim changes"
    return ", ".join(f"{count(n, 'claim')} {kind}" for n, kind in zip(found, _KINDS, strict=True))


def as_comparison(compared: Comparison) -> str:
    """Write what today's rules give beside what is held. What came from outside is escaped."""
    parts = [f"**{changes(compared)}**, by the rules of {escaped(EXTRACTOR)}"]
    rows = compared.claims.head(_SHOWN).to_dicts()
    if rows:
        parts.append(
            "## Claims\n\n| change | before | by today's rules |\n| --- | --- | --- |\n"
            + "\n".join(
                f"| {row['change']} | {_told(row, 'before')} | {_told(row, 'now')} |"
                for row in rows
            )
        )
    if left := compared.claims.height - len(rows):
        parts.append(f"… and {left:,} more: `claimstream reprocess --changes` lists them all")
    tables = [
        f"| {table.removeprefix('core.')} | {compared.before[table]:,} | {now:,} |"
        for table, now in compared.now.items()
        if now or compared.before[table]
    ]
    head = "## Rows\n\n| table | held | by today's rules |\n| --- | ---: | ---: |"
    return "\n\n".join([*parts, "\n".join([head, *tables]), _HOW]) + "\n"


def _told(row: dict[str, Any], side: str) -> str:
    """Give a claim: who says what, or nothing where there is none."""
    content = row[f"content_{side}"]
    if content is None:
        return ""
    who = row[f"speaker_{side}"]
    said = f"“{shortened(content)}”"
    return escaped(f"{who}: {said}" if who else said)
