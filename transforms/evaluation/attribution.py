"""Score attributions: token F1 of contents, triples, and who was found to speak."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields

Spans = Sequence[tuple[int, int]]

_WORD = re.compile(r"\w+(?:[^\w\s]\w+)*")
_LOOSE, _STRICT = 0.3, 0.8
_CUE_BONUS = 0.5


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says what by which expression, each as spans in code points; empty where unnamed."""

    source: Spans
    cue: Spans
    content: Spans


@dataclass(frozen=True, slots=True)
class AttributionScores:
    """Percentages over all articles; `n` counts the attributions of the gold annotation."""

    content_03: float
    content_08: float
    triple: float
    triple_exact: float
    speaker_accuracy: float
    n: int


@dataclass(frozen=True, slots=True)
class _Words:
    source: frozenset[int]
    cue: frozenset[int]
    content: frozenset[int]


@dataclass(slots=True)
class _Counts:
    predicted: int = 0
    gold: int = 0
    content_03: int = 0
    content_08: int = 0
    triple: int = 0
    triple_exact: int = 0
    speaker: int = 0


def score_attributions(
    articles: Iterable[tuple[str, Sequence[Attribution], Sequence[Attribution]]],
) -> AttributionScores:
    """Compare predicted with annotated attributions, micro-averaged over articles.

    A span is the set of its words. Predicted and annotated attributions are matched one to one,
    greedily by the F1 of their content words, plus .5 where the cues overlap. `content_03` and
    `content_08` are F1 over attributions whose contents agree to at least that; `triple` asks for
    content ≥ .8 with speaker and cue overlapping (two empty ones agree), `triple_exact` for the
    same words in all three; `speaker_accuracy` is over the matches of `content_03`.

    Args:
        articles: text, predicted and annotated attributions of each article.
    """
    counts = _Counts()
    for text, predicted, gold in articles:
        _count(counts, _as_words(text, predicted), _as_words(text, gold))
    return AttributionScores(
        content_03=_f1(counts.content_03, counts),
        content_08=_f1(counts.content_08, counts),
        triple=_f1(counts.triple, counts),
        triple_exact=_f1(counts.triple_exact, counts),
        speaker_accuracy=100 * counts.speaker / counts.content_03 if counts.content_03 else 0.0,
        n=counts.gold,
    )


def match_contents(
    text: str, predicted: Sequence[Attribution], gold: Sequence[Attribution]
) -> list[tuple[int, int, float]]:
    """Match predicted to annotated attributions: index, index, F1 of the content words."""
    return list(_match(_as_words(text, predicted), _as_words(text, gold)))


def as_row(scores: AttributionScores) -> dict[str, float | int]:
    """Give the scores by their names."""
    return {field.name: getattr(scores, field.name) for field in fields(scores)}


def _count(counts: _Counts, predicted: list[_Words], gold: list[_Words]) -> None:
    counts.predicted += len(predicted)
    counts.gold += len(gold)
    for index_p, index_g, overlap in _match(predicted, gold):
        left, right = predicted[index_p], gold[index_g]
        if overlap < _LOOSE:
            continue
        same_speaker = _agree(left.source, right.source)
        counts.content_03 += 1
        counts.speaker += same_speaker
        counts.content_08 += overlap >= _STRICT
        counts.triple += overlap >= _STRICT and same_speaker and _agree(left.cue, right.cue)
        counts.triple_exact += left == right


def _match(predicted: list[_Words], gold: list[_Words]) -> Iterator[tuple[int, int, float]]:
    by_word: dict[int, list[int]] = {}
    for index, row in enumerate(gold):
        for word in row.content:
            by_word.setdefault(word, []).append(index)
    pairs = []
    for index_p, row in enumerate(predicted):
        shared: dict[int, int] = {}
        for word in row.content:
            for index_g in by_word.get(word, ()):
                shared[index_g] = shared.get(index_g, 0) + 1
        for index_g, both in shared.items():
            overlap = 2 * both / (len(row.content) + len(gold[index_g].content))
            bonus = _CUE_BONUS if row.cue & gold[index_g].cue else 0.0
            pairs.append((-(overlap + bonus), index_p, index_g, overlap))
    used_p: set[int] = set()
    used_g: set[int] = set()
    for _, index_p, index_g, overlap in sorted(pairs):
        if index_p not in used_p and index_g not in used_g:
            used_p.add(index_p)
            used_g.add(index_g)
            yield index_p, index_g, overlap


def _as_words(text: str, attributions: Sequence[Attribution]) -> list[_Words]:
    word_at: dict[int, int] = {}
    for number, match in enumerate(_WORD.finditer(text)):
        word_at.update(dict.fromkeys(range(match.start(), match.end()), number))

    def words(spans: Spans) -> frozenset[int]:
        inside = (word_at.get(at) for start, stop in spans for at in range(start, stop))
        return frozenset(word for word in inside if word is not None)

    return [_Words(words(row.source), words(row.cue), words(row.content)) for row in attributions]


def _agree(left: frozenset[int], right: frozenset[int]) -> bool:
    return bool(left & right) or not (left or right)


def _f1(hits: int, counts: _Counts) -> float:
    total = counts.predicted + counts.gold
    return 200 * hits / total if total else 0.0
