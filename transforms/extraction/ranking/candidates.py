"""Gather what may be an attribution: cue words, each with contents and speakers to choose from."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from transforms.extraction.found import Found
from transforms.extraction.ranking.contents import proposals
from transforms.extraction.ranking.edges import cuts, spans
from transforms.extraction.ranking.owners import owners
from transforms.extraction.ranking.predicates import VERB
from transforms.extraction.ranking.sight import Sight
from transforms.extraction.reading import Span

_NEGATIONS = frozenset({"not", "n't", "n’t", "never"})


@dataclass(slots=True)
class Content:
    """Spans that may be the content, and the constructions and patterns that propose them."""

    spans: tuple[Span, ...]
    chain: int
    ways: list[str]
    found: Found | None = None


@dataclass(slots=True)
class Speaker:
    """A span that may be the speaker, None for nobody, and how it is tied to the cue."""

    span: Span | None
    ways: list[str]


@dataclass(slots=True)
class Candidate:
    """A word that may be a cue; `word` is -1 for a cue that the patterns found on no such word."""

    word: int
    cue: Span | None
    contents: list[Content]
    speakers: list[Speaker]
    found: list[Found] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A candidate that is taken for an attribution.

    Attributes:
        value: score of the cue.
        content_share: probability of its content among the candidate's contents.
        speaker_share: probability of its speaker among the candidate's speakers.
    """

    candidate: Candidate
    content: Content
    speaker: Speaker
    value: float
    content_share: float
    speaker_share: float


def candidates(sight: Sight, found: list[Found]) -> list[Candidate]:
    """Give the candidates of a text in the order of their cues.

    Args:
        sight: the text.
        found: what the patterns found; it joins the candidate on whose word its cue stands.
    """
    by_word: dict[int, list[Found]] = {}
    alone: list[Found] = []
    for one in found:
        word = _cue_word(sight, one)
        if word < 0:
            alone.append(one)
        else:
            by_word.setdefault(word, []).append(one)
    going_on = [one.cue for one in found if one.cue and one.pattern.startswith("participle")]
    gathered = []
    for word in range(len(sight.analysis)):
        candidate = _candidate(sight, word, by_word.get(word, []))
        if candidate is not None:
            candidate.contents = _without_next(candidate.contents, going_on)
            gathered.append(candidate)
    gathered += [_from_pattern(one) for one in alone]
    return gathered


def _without_next(contents: list[Content], going_on: list[Span]) -> list[Content]:
    """Leave out contents that swallow ", adding that …" where another one ends before it."""
    kept = []
    for content in contents:
        inside = [cue for cue in going_on if _holds(content.spans, cue)]
        if not any(
            other.spans[0].start == content.spans[0].start and other.spans[-1].stop <= cue.start
            for cue in inside
            for other in contents
        ):
            kept.append(content)
    return kept


def _core(sight: Sight, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Give spans without an opening "that" or preposition, which may belong to the cue as well."""
    first = sight.at(spans[0].start)
    is_link = first + 1 < len(sight.analysis) and sight.analysis.upos[first] in {"ADP", "SCONJ"}
    start = sight.analysis.starts[first + 1] if is_link else spans[0].start
    return (Span(start, spans[0].stop), *spans[1:]) if start < spans[0].stop else spans


def _holds(spans: tuple[Span, ...], cue: Span) -> bool:
    return any(span.start < cue.start and cue.stop <= span.stop for span in spans)


def _cue_word(sight: Sight, found: Found) -> int:
    """Give the word of a cue that the cue is about: its last verb, noun or adjective."""
    if found.cue is None:
        return -1
    first, last = sight.at(found.cue.start), sight.before(found.cue.stop) - 1
    words = [word for word in range(first, last + 1) if sight.part(word)]
    listed = [word for word in words if sight.classes(word)]
    return listed[-1] if listed else words[-1] if words else -1


def _from_pattern(found: Found) -> Candidate:
    content = Content(tuple(found.content), found.quote_chain, [f"p-{found.pattern}"], found)
    speakers = [Speaker(found.speaker, ["pattern"])]
    if found.speaker is not None:
        speakers.append(Speaker(None, ["none"]))
    return Candidate(-1, found.cue, [content], speakers, [found])


def _candidate(sight: Sight, word: int, found: list[Found]) -> Candidate | None:
    if not found and (sight.quoted[word] >= 0 or not sight.classes(word)):
        return None
    cue = cue_range(sight, word)
    contents: dict[tuple[Span, ...], Content] = {}
    for one in found:
        content = Content(tuple(one.content), one.quote_chain, [], one)
        known = contents.setdefault(_core(sight, content.spans), content)
        known.ways.append(f"p-{one.pattern}")
    for way, ranges in proposals(sight, word):
        proposed, chain = spans(sight, ranges, cue)
        if proposed:
            known = contents.setdefault(_core(sight, proposed), Content(proposed, chain, []))
            known.ways.append(way)
    if not contents:
        return None
    for content in list(contents.values()):
        for way, shorter in cuts(sight, content.spans):
            known = contents.setdefault(_core(sight, shorter), Content(shorter, -1, []))
            known.ways.append(way)
    written = found[0].cue if found else sight.span(*cue)
    return Candidate(word, written, list(contents.values()), _speakers(sight, word, found), found)


def cue_range(sight: Sight, word: int) -> tuple[int, int]:
    """Give the words of a cue: the verb with auxiliaries, negation and particle; else the word."""
    start = stop = word
    if sight.part(word) == VERB:
        for child in reversed(sight.tree.children[word]):
            if child < start and _helps(sight, child):
                start = min(start, child)
        particle = sight.child(word, "compound:prt")
        stop = particle if particle == word + 1 else word
    return start, stop + 1


def _helps(sight: Sight, child: int) -> bool:
    relation = sight.relation(child)
    return relation == "aux" or (relation == "advmod" and sight.lowers[child] in _NEGATIONS)


def _speakers(sight: Sight, word: int, found: list[Found]) -> list[Speaker]:
    by_span: dict[Span | None, Speaker] = {}
    for way, span in _proposed(sight, word, found):
        by_span.setdefault(span, Speaker(span, [])).ways.append(way)
    by_span.setdefault(None, Speaker(None, [])).ways.append("none")
    return list(by_span.values())


def _proposed(sight: Sight, word: int, found: list[Found]) -> Iterator[tuple[str, Span | None]]:
    for one in found:
        yield "pattern", one.speaker
    for way, start, stop in owners(sight, word):
        yield way, sight.span(start, stop)
