"""Gathers what each version states about each event that it reports."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from transforms.claim_similarity import is_negated
from transforms.disagreements.figures import Figure
from transforms.disagreements.occasions import Occasion
from transforms.disagreements.quotes import Claimed
from transforms.disagreements.roles import Role
from transforms.disagreements.statements import Detail, Source
from transforms.disagreements.texts import ReportText
from transforms.disagreements.wordings import Wording, find_choices, stems_around
from transforms.structure import sentences

if TYPE_CHECKING:
    from transforms.disagreements.stage import EventReports

_BESIDE_WORDS = 4
_DENIES = re.compile(r"\b(?:den(?:y|ies|ied|ying)|refut|disput|contradict)", re.IGNORECASE)
_BESIDE_TRIGGER = 60
_WORD = re.compile(r"\S+")
UNDATED = "9"


@dataclass(frozen=True, slots=True)
class Report:
    """What one version states about one event."""

    source: Source
    figures: tuple[Figure, ...]
    claims: tuple[Claimed, ...]
    roles: tuple[Role, ...]
    occasions: tuple[Occasion, ...]
    wordings: tuple[Wording, ...]
    kinds: frozenset[str]


def gather(reports: "EventReports") -> dict[str, list[Report]]:
    """Collect the reports of each event that at least two articles report.

    A number or a word counts for an event when it stands in its passage, or in a report whose main
    event it is; a claim when its claim is about the event; titles when the version reports it.
    """
    told = (
        reports.event_memberships.filter(pl.col("status") != "rejected")
        .select("event_mention_id", "event_id")
        .join(reports.event_mentions, on="event_mention_id")
        .join(reports.versions.select("version_id", "article_id"), on="version_id")
    )
    shared = (
        told.group_by("event_id").agg(n=pl.col("article_id").n_unique()).filter(pl.col("n") > 1)
    )
    told = told.join(shared, on="event_id", how="semi").sort("event_id", "event_mention_id")
    texts = _texts(reports, told["version_id"])
    figures = _per_version(_figure(texts, row) for row in _rows(reports.quantities, texts))
    roles = _roles(reports, texts)
    claims = _claims(reports, texts)
    wordings = {version_id: _wordings(text) for version_id, text in texts.items()}
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for mention in told.to_dicts():
        found.setdefault((mention["event_id"], mention["version_id"]), []).append(mention)
    gathered: dict[str, list[Report]] = {}
    for (event_id, version_id), mentions in found.items():
        gathered.setdefault(event_id, []).append(
            Report(
                source=texts[version_id].source,
                figures=tuple(
                    figure
                    for figure in figures.get(version_id, [])
                    if _about(figure.detail, mentions)
                ),
                claims=tuple(claims.get((event_id, version_id), [])),
                roles=tuple(roles.get(version_id, [])),
                occasions=tuple(_occasion(texts[version_id], mention) for mention in mentions),
                kinds=frozenset(mention["kind"] for mention in mentions),
                wordings=tuple(
                    wording for wording in wordings[version_id] if _about(wording.detail, mentions)
                ),
            )
        )
    return gathered


def _texts(reports: "EventReports", version_ids: pl.Series) -> dict[str, ReportText]:
    groups = dict(reports.copy_memberships.select("version_id", "copy_group_id").iter_rows())
    wanted = reports.versions.filter(pl.col("version_id").is_in(version_ids.unique().to_list()))
    found = {}
    for row in wanted.unique("version_id").to_dicts():
        version_id = row["version_id"]
        published = row["published_at"].isoformat() if row["published_at"] else UNDATED
        source = Source(version_id, row["article_id"], groups.get(version_id), published)
        cut = sentences(row["text"])
        found[version_id] = ReportText(
            source, row["text"], [one.start for one in cut], [one.stop for one in cut]
        )
    return found


def _rows(frame: pl.DataFrame, texts: dict[str, ReportText]) -> list[dict[str, Any]]:
    return frame.filter(pl.col("version_id").is_in(list(texts))).to_dicts()


def _figure(texts: dict[str, ReportText], row: dict[str, Any]) -> Figure:
    text = texts[row["version_id"]]
    start, stop = text.sentence(row["exact_start"])
    before = _WORD.findall(text.text[start : row["exact_start"]])[-_BESIDE_WORDS:]
    after = _WORD.findall(text.text[row["exact_stop"] : stop])[:_BESIDE_WORDS]
    return Figure(
        detail=Detail(text.source, row["exact"], row["exact_start"], row["exact_stop"]),
        value=row["value"],
        unit=row["unit"],
        bound=row["bound"],
        sentence=" ".join(text.text[start:stop].split()),
        before=" ".join(before),
        after=" ".join(after),
    )


def _wordings(text: ReportText) -> list[Wording]:
    found = []
    for start, stop, choice in find_choices(text.text):
        sentence = " ".join(text.text[slice(*text.sentence(start))].split())
        chosen = text.text[start:stop]
        found.append(
            Wording(
                detail=Detail(text.source, chosen, start, stop),
                choice=choice,
                sentence=sentence,
                around=stems_around(sentence, chosen),
                after=stems_around(text.following(stop), chosen),
                near=stems_around(text.near(start, stop), chosen),
            )
        )
    return found


def _per_version(figures: Iterable[Figure]) -> dict[str, list[Figure]]:
    found: dict[str, list[Figure]] = {}
    for figure in sorted(figures, key=lambda figure: figure.detail.start):
        found.setdefault(figure.detail.source.version_id, []).append(figure)
    return found


def _about(detail: Detail, mentions: list[dict[str, Any]]) -> bool:
    return any(
        mention["is_main"] or mention["passage_start"] <= detail.start < mention["passage_stop"]
        for mention in mentions
    )


def _roles(reports: "EventReports", texts: dict[str, ReportText]) -> dict[str, list[Role]]:
    names = dict(reports.entities.select("entity_id", "name").iter_rows())
    found: dict[str, list[Role]] = {}
    for row in sorted(_rows(reports.role_statements, texts), key=lambda row: row["role_start"]):
        detail = Detail(
            texts[row["version_id"]].source, row["role"], row["role_start"], row["role_stop"]
        )
        name = names.get(row["entity_id"])
        if name and texts[row["version_id"]].gives_title(detail, name):
            found.setdefault(row["version_id"], []).append(Role(detail, row["entity_id"], name))
    return found


def _claims(
    reports: "EventReports", texts: dict[str, ReportText]
) -> dict[tuple[str, str], list[Claimed]]:
    kinds = dict(reports.entities.select("entity_id", "kind").iter_rows())
    joined = (
        reports.claim_mentions.filter(pl.col("attributed"))
        .join(
            reports.claim_memberships.filter(pl.col("status") != "rejected").select(
                "mention_id", "claim_id", "event_id"
            ),
            on="mention_id",
        )
        .filter(pl.col("event_id").is_not_null())
        .sort("version_id", "content_start", "mention_id")
    )
    found: dict[tuple[str, str], list[Claimed]] = {}
    for row in _rows(joined, texts):
        source = texts[row["version_id"]].source
        content = Detail(
            source, row["content"], row["content_start"], row["content_stop"], row["claim_id"]
        )
        speaker = None
        if row["speaker_as_written"] is not None:
            speaker = Detail(
                source,
                row["speaker_as_written"],
                row["speaker_start"],
                row["speaker_stop"],
                row["claim_id"],
            )
        found.setdefault((row["event_id"], row["version_id"]), []).append(
            Claimed(
                content=content,
                speaker=speaker,
                speaker_id=row["speaker_id"],
                speaker_name=row["speaker"],
                speaker_kind=kinds.get(row["speaker_id"]),
                around=texts[row["version_id"]].around(content, speaker),
                quoted=row["quote_type"] in {"direct", "mixed"},
                negated=is_negated(row["content"])
                or (row["polarity"] == "negated" and bool(_DENIES.search(row["cue"] or ""))),
            )
        )
    return found


def _occasion(text: ReportText, mention: dict[str, Any]) -> Occasion:
    """Read when and where: the day only where it stands close to the words that name the event."""
    exact_day = mention["precision"] == "day" and mention["from_on"] == mention["until_on"]
    time = _find(text, mention["time_text"], mention) if exact_day and mention["is_main"] else None
    if time and _distance(time, mention) > _BESIDE_TRIGGER:
        time = None
    return Occasion(
        day=mention["from_on"] if time else None,
        time=time,
        place_name=mention["place"],
        place=_find(text, mention["place"], mention),
        kind=mention["kind"],
    )


def _find(text: ReportText, words: str | None, mention: dict[str, Any]) -> Detail | None:
    """Find words of an event mention again: where they stand nearest to its trigger."""
    if words is None:
        return None
    pattern = re.compile(r"\s+".join(re.escape(word) for word in words.split()))
    found = [
        Detail(text.source, match[0], match.start(), match.end())
        for match in pattern.finditer(text.text)
    ]
    return min(found, key=lambda detail: _distance(detail, mention), default=None)


def _distance(detail: Detail, mention: dict[str, Any]) -> int:
    """Give the characters between a detail and the trigger; before it they count double."""
    if detail.start >= mention["trigger_stop"]:
        return int(detail.start - mention["trigger_stop"])
    return int(2 * max(0, mention["trigger_start"] - detail.stop))
