"""A run's report as Markdown, for the artifact that the Prefect UI shows."""

import re
from typing import Any

from flows.reports.wording import EVENTS_QUERY, books, first_rows, outcome, shortened
from warehouse.run_reports import RunReport


def as_markdown(report: RunReport, *, sql: str = EVENTS_QUERY) -> str:
    """Write a report as Markdown: disagreements first, then events, claims, copies, trouble.

    Everything that came from outside is escaped, so that no feed can put markup into the page.
    """
    parts = [f"**{escaped(outcome(report.totals))}**", escaped(books(report.totals))]
    sections = (
        ("What disagrees", report.disagreements, ["kind", "text_l", "text_r", "explanation"]),
        (
            "Events",
            report.events,
            ["title", "from_on", "n_articles", "n_independent", "link_status"],
        ),
        ("Claims", report.claims, ["speaker", "kind", "content", "n_outlets", "status"]),
        ("Copies of one text", report.copies, ["title", "n_articles", "outlets"]),
        ("Set aside", report.trouble, ["source", "position", "reason", "detail"]),
    )
    for title, frame, columns in sections:
        if frame.height:
            parts.append(
                f"## {title}\n\n{_markdown_table(columns, first_rows(frame), frame.height)}"
            )
    parts.append(f"## Ask further\n\n```sql\n{sql};\n```")
    return "\n\n".join(parts) + "\n"


def _markdown_table(columns: list[str], rows: list[dict[str, Any]], total: int) -> str:
    lines = [
        "| " + " | ".join(column.replace("_", " ") for column in columns) + " |",
        "|" + " --- |" * len(columns),
    ]
    lines += [
        "| " + " | ".join(escaped(_plain(row[column])) for column in columns) + " |" for row in rows
    ]
    if total > len(rows):
        lines.append(f"\n… and {total - len(rows):,} more")
    return "\n".join(lines)


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return shortened(str(value))


def escaped(text: str) -> str:
    """Escape what Markdown or HTML would read as markup or as a link."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = re.sub(r"([\\`*_{}\[\]()#+!|~$^=])", r"\\\1", text)
    return re.sub(r"(?i)\b(https?|javascript|data|vbscript|file)(:)", r"\1&#58;", text)
