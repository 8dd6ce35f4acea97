"""The disagreements of one run, laid out event by event for somebody to decide."""

from flows.reports.markdown import escaped
from flows.reports.wording import count
from warehouse.run_reports import RunReport

_SHOWN = 100


def as_review(found: RunReport) -> str:
    """Write what a run found to disagree as Markdown, with the commands that tell more.

    Everything that came from outside is escaped.
    """
    rows = found.disagreements.head(_SHOWN)
    if not rows.height:
        return "Nothing disagrees.\n"
    titles = dict(found.events.select("event_id", "title").iter_rows())
    parts = []
    for (event_id,), group in rows.group_by("event_id", maintain_order=True):
        title = titles.get(event_id) or "an event"
        parts.append(f"## {escaped(title)}")
        for row in group.iter_rows(named=True):
            verdict = "both may be true" if row["compatible"] else "both cannot be true"
            parts.append(
                f"**{escaped(row['kind'])}**, {verdict}\n\n"
                f"- {escaped(row['outlet_l'] or 'unnamed outlet')}: “{escaped(row['text_l'])}”\n"
                f"- {escaped(row['outlet_r'] or 'unnamed outlet')}: “{escaped(row['text_r'])}”\n\n"
                f"{escaped(row['explanation'])}"
            )
        parts.append(f"```sh\nclaimstream event {event_id}\n```")
    left = found.disagreements.height - rows.height
    if left:
        parts.append(f"… and {count(left, 'more disagreement')}")
    return "\n\n".join(parts) + "\n"
