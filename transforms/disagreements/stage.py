"""The stage that compares what the reports of each event state."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations, product

import polars as pl

from transforms.contracts.claims import DISAGREEMENTS, Disagreement
from transforms.disagreements.figures import compare_figures
from transforms.disagreements.gathering import UNDATED, Report, gather
from transforms.disagreements.occasions import compare_occasions
from transforms.disagreements.quotes import compare_polarity, compare_speakers
from transforms.disagreements.roles import compare_roles
from transforms.disagreements.statements import Finding, row
from transforms.disagreements.wordings import compare_wordings

_KEPT_IN_COPIES = frozenset(("number", "speaker", "place", "term"))
_ONE_TIME = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class EventReports:
    """All reports of the events that a batch touches, new and known, in the contracts' columns.

    `versions` are those of `event_mentions`; claims, quantities and roles those of `versions`;
    `entities` those that speak.
    """

    versions: pl.DataFrame
    event_mentions: pl.DataFrame
    event_memberships: pl.DataFrame
    copy_memberships: pl.DataFrame
    claim_mentions: pl.DataFrame
    claim_memberships: pl.DataFrame
    quantities: pl.DataFrame
    role_statements: pl.DataFrame
    entities: pl.DataFrame


def find_disagreements(reports: EventReports) -> pl.DataFrame:
    """Compare every two articles that report an event, detail by detail.

    Two versions of one article are not compared. Of two copies of one text only what an edit
    changed counts: a number, a name, a place, a term. What further reports repeat is told
    once.

    Returns:
        DISAGREEMENTS: kinds number, speaker, role, date, place, term, strength and polarity. The
        left side was published first.
    """
    rows: list[Disagreement] = []
    for event_id, told in sorted(gather(reports).items()):
        found: dict[tuple[str, frozenset[str]], Finding] = {}
        for left, right in combinations(sorted(told, key=_in_order), 2):
            for finding in _compare(left, right):
                found.setdefault((finding.kind, finding.gist), finding)
        rows.extend(row(event_id, finding) for finding in found.values())
    unique = {entry.disagreement_id: entry for entry in rows}
    return DISAGREEMENTS.frame(unique[key] for key in sorted(unique))


def _in_order(report: Report) -> tuple[str, str]:
    return report.source.published, report.source.version_id


def _compare(left: Report, right: Report) -> Iterator[Finding]:
    if left.source.article_id == right.source.article_id:
        return
    copies = left.source.is_copy_of(right.source)
    for finding in _all_kinds(left, right):
        if not copies or finding.kind in _KEPT_IN_COPIES:
            yield finding


def _of_one_time(left: Report, right: Report) -> bool:
    """Tell whether numbers and words may be compared: a running story moves on within days."""
    if left.kinds & right.kinds - {"other"} or left.source.is_copy_of(right.source):
        return True
    if UNDATED in {left.source.published, right.source.published}:
        return True
    published = [datetime.fromisoformat(side.source.published) for side in (left, right)]
    return abs(published[0] - published[1]) <= _ONE_TIME


def _all_kinds(left: Report, right: Report) -> Iterator[Finding]:
    if _of_one_time(left, right):
        yield from compare_figures(left.figures, right.figures)
        yield from compare_wordings(left.wordings, right.wordings)
    yield from compare_speakers(left.claims, right.claims)
    yield from compare_roles(left.roles, right.roles)
    yield from compare_polarity(left.claims, right.claims)
    for ours, theirs in product(left.occasions, right.occasions):
        yield from compare_occasions(ours, theirs)
