"""Choose among the candidates: which are attributions, with which content and speaker."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace

from transforms.extraction.analysis import Analysis
from transforms.extraction.chains import is_medium
from transforms.extraction.found import Found, Text
from transforms.extraction.ranking.candidates import (
    Candidate,
    Chosen,
    Content,
    candidates,
    cue_range,
)
from transforms.extraction.ranking.features import of_contents, of_cue, of_speakers
from transforms.extraction.ranking.model import Model, model, probability, score, shares
from transforms.extraction.ranking.nesting import without_nested
from transforms.extraction.ranking.predicates import VERB, predicates
from transforms.extraction.ranking.sight import Sight
from transforms.extraction.reading import Span

_NEGATIONS = frozenset({"not", "n't", "n’t", "never"})
_TELLING = "verb.tell"
_REMARKS = ("cut-acl:relcl-which", "cut-acl:relcl-who")
_UNRANKED = frozenset({"at", "participle_at"})
"""Patterns of which the annotated texts hold too few to weigh them: "put the toll at 40"."""
_SLACK = 0.02


def ranked(text: Text, found: list[Found], analysis: Analysis) -> list[Found]:
    """Give the attributions of a text: what the patterns found, sifted, bettered and added to.

    Args:
        text: the tagged text.
        found: what the patterns found.
        analysis: the dependencies of the text. What lies behind the last analysed word is passed
            on as the patterns found it.

    Returns:
        Attributions in the order of their sentences and contents, those that the ranker judged
        with a confidence.
    """
    limit = analysis.stops[-1] if len(analysis) else 0
    within = [one for one in found if _reach(one) <= limit and one.pattern not in _UNRANKED]
    beyond = [one for one in found if _reach(one) > limit or one.pattern in _UNRANKED]
    sight = Sight(text, analysis)
    weights = model()
    kept = without_nested(list(chosen(sight, within, weights)), lambda one: _passes_on(sight, one))
    kept = [one for one in kept if one.content.found or confidence(one, weights) >= weights.faint]
    starts = [sentence.start for sentence in text.sentences]
    taken = {one.cue.stop for one in beyond if one.cue}
    judged = [_found(sight, one, starts, weights) for one in kept]
    results = [one for one in judged if not (one.cue and one.cue.stop in taken)] + beyond
    return sorted(results, key=lambda one: (one.sentence, one.content[0]))


def _passes_on(sight: Sight, one: Chosen) -> bool:
    span = one.speaker.span
    return span is not None and is_medium(sight.text.text[span.start : span.stop])


def _reach(found: Found) -> int:
    return max(span.stop for span in (*found.content, found.cue, found.speaker) if span)


def chosen(sight: Sight, found: list[Found], weights: Model) -> Iterator[Chosen]:
    """Yield the candidates that are probable enough, each with its best content and speaker."""
    for candidate in candidates(sight, found):
        value = score(weights.cue, of_cue(sight, candidate)) + weights.bias
        accept = weights.accept_pattern if candidate.found else weights.accept
        if probability(value) >= accept:
            yield best(sight, candidate, value, weights)


def best(sight: Sight, candidate: Candidate, value: float, weights: Model) -> Chosen:
    """Give a candidate with the content and the speaker that score highest."""
    contents = [
        score(weights.content, features) + weights.trust * (content.found is not None)
        for features, content in zip(of_contents(sight, candidate), candidate.contents, strict=True)
    ]
    at, content_share = _highest(contents)
    content = _before_remark(candidate, candidate.contents[at])
    speakers = [
        score(weights.speaker, features) + weights.trust * ("pattern" in speaker.ways)
        for features, speaker in zip(
            of_speakers(sight, candidate, content), candidate.speakers, strict=True
        )
    ]
    at, speaker_share = _highest(speakers)
    return Chosen(candidate, content, candidate.speakers[at], value, content_share, speaker_share)


def _before_remark(candidate: Candidate, content: Content) -> Content:
    """Give a noun phrase without the remark that ends it: "his thanks for the aid, which saw …"."""
    if not any(way.split("-")[0] == "obj" or way == "p-object" for way in content.ways):
        return content
    start, stop = content.spans[0].start, content.spans[-1].stop
    shorter = [
        other
        for other in candidate.contents
        if other.spans[0].start == start and other.spans[-1].stop < stop
        if any(way.startswith(_REMARKS) for way in other.ways)
    ]
    return shorter[0] if shorter else content


def _highest(values: list[float]) -> tuple[int, float]:
    """Give the place of the highest score, the first of equals, and its share."""
    at = max(range(len(values)), key=lambda place: (values[place], -place))
    return at, shares(values)[at]


def confidence(one: Chosen, weights: Model) -> float:
    """Give the probability that speaker, cue and content are all right."""
    by_name = weights.calibration
    return probability(sum(by_name[name] * value for name, value in evidence(one).items()))


def evidence(one: Chosen) -> dict[str, float]:
    """Name what the confidence is made of."""
    return {
        "one": 1.0,
        "cue": max(-4.0, min(6.0, one.value)),
        "content": _log_odds(one.content_share),
        "speaker": _log_odds(one.speaker_share),
        "pattern": float(one.content.found is not None),
    }


def _log_odds(share: float) -> float:
    return math.log((share + _SLACK) / (1 - share + _SLACK))


def _found(sight: Sight, one: Chosen, starts: list[int], weights: Model) -> Found:
    """Turn a choice into an attribution for the later steps."""
    certainty = round(confidence(one, weights), 3)
    base = one.content.found or next(iter(one.candidate.found), None)
    if one.content.found is not None:
        return replace(one.content.found, speaker=one.speaker.span, confidence=certainty)
    content = list(one.content.spans)
    kind, strength, is_negated = "statement", "plain", _is_negated(sight, one.candidate.word)
    addressee = _addressee(sight, one)
    if base is not None:
        kind, strength, is_negated = base.kind, base.strength, base.is_negated
        addressee = base.addressee or addressee
    elif classes := sight.classes(one.candidate.word):
        kind = predicates().kinds[classes[0]]
    cue = _cue(sight, one, base)
    return Found(
        sentence=max(0, bisect_right(starts, (cue or content[0]).start) - 1),
        pattern=f"{sight.part(one.candidate.word)}_{one.content.ways[0]}",
        kind=kind,
        strength=strength,
        speaker=one.speaker.span,
        cue=cue,
        content=content,
        addressee=addressee,
        is_negated=is_negated,
        quote_chain=one.content.chain,
        confidence=certainty,
    )


def _cue(sight: Sight, one: Chosen, base: Found | None) -> Span | None:
    """Give the cue up to its content: a "that" or preposition between the two belongs to it."""
    written = base.cue if base is not None else one.candidate.cue
    if written is None:
        return None
    if _meets(written, one.content.spans):
        written = sight.span(*cue_range(sight, one.candidate.word))
    after = sight.at(written.stop)
    content = one.content.spans[0].start
    is_link = after + 1 < len(sight.lowers) and sight.analysis.upos[after] in {"ADP", "SCONJ"}
    if (
        is_link
        and sight.analysis.starts[after + 1] == content
        and sight.part(one.candidate.word) == VERB
    ):
        return Span(written.start, sight.analysis.stops[after])
    if is_link and sight.lowers[after] == "that" and sight.analysis.starts[after + 1] == content:
        return Span(written.start, sight.analysis.stops[after])
    return written


def _meets(span: Span, others: Iterable[Span]) -> bool:
    return any(span.start < other.stop and other.start < span.stop for other in others)


def _is_negated(sight: Sight, word: int) -> bool:
    return any(sight.lowers[child] in _NEGATIONS for child in sight.tree.children[word])


def _addressee(sight: Sight, one: Chosen) -> Span | None:
    """Give who is told: the object of a verb beside its content, the subject of "was told"."""
    word = one.candidate.word
    if sight.part(word) != VERB:
        return None
    told = sight.child(word, "iobj")
    if told < 0 and sight.child(word, "ccomp", "xcomp") > word:
        told = sight.child(word, "obj")
    if told < 0 and _TELLING in sight.classes(word):
        told = sight.child(word, "nsubj:pass")
    if told < 0:
        return None
    span = sight.span(*sight.tree.subtree(told))
    taken = (*one.content.spans, *((one.speaker.span,) if one.speaker.span else ()))
    return None if _meets(span, taken) else span
