"""A run's report as Markdown, for the artifact that the Prefect UI shows."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import polars as pl

from flows.reports.wording import (
    DISAGREEMENTS_QUERY,
    EVENTS_QUERY,
    books,
    count,
    first_rows,
    outcome,
    shortened,
)
from warehouse.day_reports import DayReport
from warehouse.run_reports import RunReport

_BAR = "█"
_BAR_WIDTH = 20


def as_markdown(report: RunReport, day: DayReport | None = None) -> str:
    """Write a report as Markdown: disagreements first, then events, claims and trouble.

    Everything that came from outside is escaped, so that no feed can put markup into the page.

    Args:
        report: what the run brought in.
        day: what the day and week before it brought in; a run that finds nothing new is the one
            that people look at in the morning.
    """
    parts = [f"**{escaped(outcome(report.totals))}**", escaped(books(report.totals))]
    parts += _disagreements(report, day)
    parts += _section("What new versions changed", report.claim_changes, _CHANGES)
    parts += _section("Events", report.events, _EVENTS)
    parts += _section("Claims", report.claims, _CLAIMS)
    parts += _section("Copies of one text", report.copies, _COPIES)
    parts += _section("Set aside", report.trouble, _TROUBLE)
    if day is not None:
        parts += _section("Sources that need a look", day.troubled, _TROUBLED)
        parts.append(f"## The last seven days\n\n{_week(day.days)}")
    parts.append(f"## Ask further\n\n```sql\n{DISAGREEMENTS_QUERY};\n\n{EVENTS_QUERY};\n```")
    return "\n\n".join(parts) + "\n"


_CHANGES = {"kind": "change", "outlet": "outlet", "explanation": "what"}
_EVENTS = {
    "title": "event",
    "from_on": "when",
    "n_articles": "reports",
    "n_independent": "independent",
    "link_status": "link",
}
_CLAIMS = {
    "speaker": "who",
    "kind": "kind",
    "content": "what",
    "n_outlets": "outlets",
    "status": "status",
}
_COPIES = {"title": "title", "n_articles": "articles", "outlets": "outlets"}
_TROUBLE = {"source": "source", "position": "no.", "reason": "reason", "detail": "detail"}
_TROUBLED = {
    "source": "source",
    "health": "health",
    "detail": "what is the matter",
    "last_news_at": "last news",
}
_DISPUTED = {
    "kind": "kind",
    "text_l": "one says",
    "text_r": "the other says",
    "explanation": "why",
}


def _disagreements(report: RunReport, day: DayReport | None) -> list[str]:
    """Show what this run found to disagree, then what the runs of the day before it found."""
    if day is None:
        return _section("What disagrees", report.disagreements, _DISPUTED)
    own = day.disagreements.filter(run_id=report.run_id)
    before = day.disagreements.filter(pl.col("run_id") != report.run_id)
    runs = count(day.totals["n_runs"], "run")
    news = count(day.totals["n_new"], "article")
    told = f"In the last 24 hours {runs} brought {news}"
    sections = [f"{told} and {count(day.totals['n_disagreements'], 'disagreement')}."]
    sections += _section("What disagrees", own, _DISPUTED)
    return sections + _section("Found earlier in the last 24 hours", before, _DISPUTED)


def _section(title: str, frame: pl.DataFrame, columns: Mapping[str, str]) -> list[str]:
    if not frame.height:
        return []
    return [f"## {title}\n\n{_table(columns, first_rows(frame), frame.height)}"]


def _table(columns: Mapping[str, str], rows: Sequence[Mapping[str, Any]], total: int) -> str:
    lines = ["| " + " | ".join(columns.values()) + " |", "|" + " --- |" * len(columns)]
    lines += [f"| {' | '.join(_cell(row, column) for column in columns)} |" for row in rows]
    if total > len(rows):
        lines.append(f"\n… and {total - len(rows):,} more")
    return "\n".join(lines)


def _cell(row: Mapping[str, Any], column: str) -> str:
    """Give a value; a span that we know the article of is followed by its outlet, linked."""
    text = escaped(_plain(row[column]))
    side = column.removeprefix("text")
    if side == column or not row.get(f"outlet{side}"):
        return text
    outlet = escaped(shortened(row[f"outlet{side}"]))
    url = linkable(row.get(f"url{side}"))
    return f"{text} ({f'[{outlet}]({url})' if url else outlet})"


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return shortened(", ".join(str(item) for item in value))
    return shortened(str(value))


def _week(days: pl.DataFrame) -> str:
    most = max(1, *days.get_column("n_articles").to_list())
    lines = ["| day | runs | articles | disagreements |  |", "| --- | --- | --- | --- | --- |"]
    for row in days.to_dicts():
        bar = _BAR * -(-_BAR_WIDTH * row["n_articles"] // most)
        numbers = (row["day"], row["n_runs"], row["n_articles"], row["n_disagreements"], bar)
        lines.append(f"| {' | '.join(str(number) for number in numbers)} |")
    return "\n".join(lines)


def escaped(text: str) -> str:
    """Escape what Markdown or HTML would read as markup or as a link."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = re.sub(r"([\\`*_{}\[\]()#+!|~$^=])", r"\\\1", text)
    text = re.sub(r"(?i)\b(https?|ftp|javascript|data|vbscript|file|mailto)(:)", r"\1&#58;", text)
    return re.sub(r"(?i)\b(www)\.", r"\1&#46;", text).replace("@", "&#64;")


def linkable(url: object) -> str | None:
    """Give a URL as the target of a Markdown link; None for what is no plain http address."""
    if not isinstance(url, str) or _scheme(url) not in ("http", "https"):
        return None
    if re.search(r"[\s<>\"'`\\{}|^\x00-\x1f\x7f]", url):
        return None
    return url.replace("(", "%28").replace(")", "%29").replace("[", "%5B").replace("]", "%5D")


def _scheme(url: str) -> str | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts.scheme if parts.hostname else None
