"""Compares two reports: can they tell of one event, how likely, and why would a person say so."""

import json
from collections import Counter
from dataclasses import dataclass, field

from transforms.contracts.events import EventMention
from transforms.events.ontology import families, reciprocal_families
from transforms.events.places import ONE, UNCLEAR, fit_places
from transforms.events.reports import OTHER
from transforms.events.text_evidence import FEATURES, TextFit
from transforms.events.time_fit import APART, COMPATIBLE, SAME, UNKNOWN, described, fit_times
from transforms.text_similarity import cosine, stem, weight, words

RULE_VERSION = "events-2"
JOIN_SCORE = 0.45
_PAIR = 2
_TELLING = 2.0
_SHOWN = 6
_FULL_COSINE = 0.35
_SURE_COSINE = 0.2
_COPIED_COSINE = 0.5
_SURE_TEXT = 0.9
_TIME_POINTS = {SAME: 0.25, COMPATIBLE: 0.1, UNKNOWN: 0.0}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing two reports came to.

    `vetoes` forbid one event; `confirms` says that nothing is left to doubt. `series` is true
    where the same principals did the same kind of thing, whether or not on one occasion.
    """

    score: float
    confirms: bool
    series: bool
    vetoes: tuple[str, ...]
    evidence_for: tuple[str, ...]
    evidence_against: tuple[str, ...]
    features: str


@dataclass(slots=True)
class _Findings:
    score: float = 0.0
    vetoes: list[str] = field(default_factory=list)
    pro: list[str] = field(default_factory=list)
    contra: list[str] = field(default_factory=list)
    features: dict[str, float | str] = field(default_factory=dict)


def principals(mention: EventMention) -> dict[str, str]:
    """Give the ids and names of those between whom, or by whom, the event happened."""
    count = mention.n_principals
    pairs = zip(mention.participant_ids[:count], mention.participants[:count], strict=True)
    return dict(pairs)


def compare(
    left: EventMention, right: EventMention, *, copies: bool = False, text: TextFit | None = None
) -> Comparison:
    """Compare two reports of different texts.

    Two kinds of evidence are weighed, and the stronger one counts. Of the mentions, points: shared
    principals .5 (.2 where the event has one), kind .1, time up to .25, place .05 to .15, words up
    to .2 (.4 where there is one principal or none), shared numbers .1. Of the whole reports, the
    probability in `text`; it alone counts where a kind is not known. Vetoes by time, place, other
    counterpart, kind or tense never merge.

    Args:
        left: one report.
        right: the other.
        copies: whether their texts are copies of each other.
        text: what the words of the two reports came to, where both mentions stand for theirs.
    """
    findings = _Findings()
    is_typed = OTHER not in {left.kind, right.kind}
    series = False
    if is_typed:
        alike = text is not None and text.probability >= JOIN_SCORE
        series = _compare_principals(left, right, findings, alike=alike)
        alike = alike and not series
        series = _compare_kind(left, right, findings, alike=alike) and series
    time = _compare_time(left, right, findings, whole=not is_typed)
    similarity = _compare_words(left, right, findings)
    copied = copies and similarity >= _COPIED_COSINE and not findings.vetoes
    _compare_place(left, right, findings, copied=copied)
    _compare_figures(left, right, findings)
    if not is_typed:
        findings.score = 0.0
    if copied:
        findings.score = 0.8 + 0.2 * min(1.0, findings.score)
        findings.pro.append("the two texts are copies of one report")
    sure = is_typed and time == SAME and (_is_pair(left, right) or similarity >= _SURE_COSINE)
    sure = sure and findings.score >= JOIN_SCORE
    if text:
        sure = (_add_text(text, findings) and time == SAME and _are_dated(left, right)) or sure
    return Comparison(
        score=0.0 if findings.vetoes else round(min(1.0, findings.score), 4),
        confirms=not findings.vetoes and (copied or sure),
        series=series,
        vetoes=tuple(findings.vetoes),
        evidence_for=tuple(findings.pro),
        evidence_against=(*findings.vetoes, *findings.contra),
        features=json.dumps(findings.features, sort_keys=True),
    )


def _add_text(text: TextFit, findings: _Findings) -> bool:
    """Let the reports' words count where they say more; tell whether they alone leave no doubt."""
    findings.features["text"] = round(text.probability, 4)
    shown = zip(FEATURES, text.features, strict=True)
    findings.features.update({f"text_{name}": round(value, 4) for name, value in shown})
    findings.score = max(findings.score, text.probability)
    findings.pro.extend(text.pro)
    findings.contra.extend(text.contra)
    return text.probability >= _SURE_TEXT


def _are_dated(left: EventMention, right: EventMention) -> bool:
    return left.published_at is not None and right.published_at is not None


def _is_pair(left: EventMention, right: EventMention) -> bool:
    return min(left.n_principals, right.n_principals) >= _PAIR


def _compare_principals(
    left: EventMention, right: EventMention, findings: _Findings, *, alike: bool
) -> bool:
    """Compare who takes part; tell whether the same principals do, be it on another occasion.

    Other people forbid one event, but where many may be arrested or charged at once and the
    reports are `alike` as a whole.
    """
    ours, theirs = principals(left), principals(right)
    shared = [name for entity_id, name in sorted(ours.items()) if entity_id in theirs]
    findings.features["shared_principals"] = len(shared)
    rest_l, rest_r = ours.keys() - theirs.keys(), theirs.keys() - ours.keys()
    if rest_l and rest_r:
        others = sorted({ours[key] for key in rest_l} | {theirs[key] for key in rest_r})
        many = alike and not needs_pair(left) and not needs_pair(right)
        objections = findings.contra if many else findings.vetoes
        objections.append(f"different people: {', '.join(others)}")
        return False
    if not shared:
        return False
    pair = len(shared) >= _PAIR
    findings.score += 0.5 if pair else 0.2
    count = "same two" if len(shared) == _PAIR else f"same {len(shared)}"
    names = " and ".join(sorted(shared))
    findings.pro.append(f"{count} people: {names}" if pair else f"same principal: {names}")
    for name in sorted({(ours | theirs)[key] for key in rest_l | rest_r}):
        findings.contra.append(f"only one names {name} as taking part")
    return True


def _compare_kind(
    left: EventMention, right: EventMention, findings: _Findings, *, alike: bool
) -> bool:
    """Compare kinds and tenses; tell whether the kinds are of one family.

    Two reports that are `alike` as a whole may put another side of one event first.
    """
    objections = findings.contra if alike else findings.vetoes
    same_family = families()[left.kind] == families()[right.kind]
    if not same_family:
        objections.append(f"different kinds of event: {left.kind} and {right.kind}")
    elif left.kind == right.kind:
        findings.score += 0.1
        findings.pro.append(f"same kind of event: {left.kind}")
    else:
        findings.score += 0.05
        findings.pro.append(f"kinds of event that go together: {left.kind} and {right.kind}")
    if "planned" in {left.tense, right.tense} and left.tense != right.tense:
        objections.append("one tells of a plan, the other of what happened")
    return same_family


def _compare_time(
    left: EventMention, right: EventMention, findings: _Findings, *, whole: bool
) -> str:
    fit = fit_times(left, right, whole=whole)
    findings.features["time"] = fit.verdict
    if fit.days is not None:
        findings.features["days_apart"] = fit.days
    if fit.verdict == APART:
        findings.vetoes.append(f"other time: {fit.reason} ({described(left)}; {described(right)})")
    elif fit.verdict == UNKNOWN:
        findings.contra.append(f"time: {fit.reason}")
    else:
        (findings.pro if fit.verdict == SAME else findings.contra).append(f"time: {fit.reason}")
        findings.score += _TIME_POINTS[fit.verdict]
    return fit.verdict


def _compare_place(
    left: EventMention, right: EventMention, findings: _Findings, *, copied: bool
) -> None:
    if left.place is None or right.place is None:
        return
    fit = fit_places(left.place, right.place)
    both = f"{left.place} and {right.place}"
    if fit == ONE:
        findings.score += 0.05 if _is_pair(left, right) else 0.15
        same = left.place.casefold() == right.place.casefold()
        findings.pro.append(f"same place: {left.place}" if same else f"places that agree: {both}")
    elif fit == UNCLEAR and not needs_pair(left):
        findings.contra.append(f"places of which one may lie in the other: {both}")
    elif copied:
        findings.contra.append(f"the copy names another place: {both}")
    elif OTHER in {left.kind, right.kind}:
        findings.contra.append(f"other places in their leads: {both}")
    else:
        findings.vetoes.append(f"different places: {both}")


def _compare_words(left: EventMention, right: EventMention, findings: _Findings) -> float:
    ours, theirs = _topics(left), _topics(right)
    similarity = cosine(Counter(ours.keys()), Counter(theirs.keys()))
    findings.features["words"] = round(similarity, 4)
    points = 0.2 if _is_pair(left, right) else 0.4
    findings.score += points * min(1.0, similarity / _FULL_COSINE)
    shared = sorted(ours.keys() & theirs.keys(), key=lambda word: (-weight(word), word))
    telling = [min(ours[word], theirs[word]) for word in shared if weight(word) >= _TELLING]
    if telling:
        findings.pro.append(f"both mention {', '.join(telling[:_SHOWN])}")
    if similarity < _FULL_COSINE / 2:
        findings.contra.append("they tell of largely different topics")
    return similarity


def _topics(mention: EventMention) -> dict[str, str]:
    """Map stems to words; the participants' names are left out, they are compared by themselves."""
    names = {part for name in mention.participants for part in words(name)}
    return {stem(word): word for word in mention.terms if word not in names}


def _compare_figures(left: EventMention, right: EventMention, findings: _Findings) -> None:
    shared = sorted(set(left.figures) & set(right.figures))
    findings.features["shared_figures"] = len(shared)
    if shared:
        findings.score += 0.1
        findings.pro.append(f"both give the number {', '.join(shared[:_SHOWN])}")
    elif left.figures or right.figures:
        findings.contra.append("no shared numbers")


def needs_pair(mention: EventMention) -> bool:
    """Tell whether events of this kind take two who take part on a par."""
    return families()[mention.kind] in reciprocal_families()
