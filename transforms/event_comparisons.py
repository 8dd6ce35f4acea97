"""Compares the events of two reports again, with the scorer that links them, to explain them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from transforms.contracts.events import EventMention
from transforms.decisions import Judgements
from transforms.events.comparison import JOIN_SCORE, Comparison
from transforms.events.pairs import Comparer
from transforms.events.text_evidence import shipped_scorer

MOST = 8


@dataclass(frozen=True, slots=True)
class Compared:
    """Two passages, what comparing them came to, and what that means, in a sentence."""

    left: EventMention
    right: EventMention
    comparison: Comparison
    verdict: str


def compare_reports(
    mentions: Sequence[EventMention],
    *,
    groups: Mapping[str, str],
    event_of: Mapping[str, str],
    judgements: Judgements,
    left: str,
) -> list[Compared]:
    """Compare the passages of two versions that may report one event.

    Args:
        mentions: the event mentions of both versions.
        groups: copy group of each version.
        event_of: the event of each mention, as it holds.
        judgements: what analysts decided on them.
        left: the version to name first.

    Returns:
        At most `MOST` pairs: those that are one event first, then the likeliest; of passages that
        no comparison speaks for, those with the same people.
    """
    by_id = {mention.event_mention_id: mention for mention in mentions}
    comparer = Comparer(by_id, groups, judgements, shipped_scorer())
    comparer.compare_candidates(set(by_id))
    objections = judgements.among(by_id, groups)
    found = []
    for pair, comparison in comparer.compared.items():
        first, second = sorted(
            (by_id[mention_id] for mention_id in pair), key=lambda one: one.version_id != left
        )
        ours, theirs = (event_of.get(mention_id) for mention_id in pair)
        is_one = ours is not None and ours == theirs
        verdict = _verdict(comparison, is_one=is_one, objection=objections.between(pair))
        found.append((not is_one, Compared(first, second, comparison, verdict)))
    ranked = sorted(found, key=lambda entry: (entry[0], *_likeliest(entry[1])))
    return [compared for _, compared in ranked[:MOST]]


def _likeliest(compared: Compared) -> tuple[bool, float, int, str, str]:
    found = compared.comparison
    return (
        not found.series,
        -found.score,
        len(found.vetoes),
        compared.left.event_mention_id,
        compared.right.event_mention_id,
    )


def _verdict(comparison: Comparison, *, is_one: bool, objection: str | None) -> str:
    if objection is not None:
        return f"two events: {objection}"
    if is_one:
        if comparison.vetoes:
            return "one event, though this pair alone speaks against it"
        return "one event" if comparison.confirms else "one event, but not beyond doubt"
    if comparison.vetoes:
        series = ", of one series" if comparison.series else ""
        return f"two events{series}: {'; '.join(comparison.vetoes)}"
    if comparison.score >= JOIN_SCORE:
        return "two events, though this pair alone speaks for one: other reports speak against it"
    return f"two events: too little speaks for one ({comparison.score:.2f} of {JOIN_SCORE})"
