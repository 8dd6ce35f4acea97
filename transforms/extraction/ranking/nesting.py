"""Leave out attributions that stand inside another one's content, or say the same as another."""

from collections.abc import Callable, Sequence

from transforms.extraction.ranking.candidates import Chosen
from transforms.extraction.reading import Span

_NESTED, _SAME, _OF_ONE_CUE = 0.3, 0.85, 0.5
_NEIGHBOURS = 40


def without_nested(
    chosen: Sequence[Chosen], passes_on: Callable[[Chosen], bool] = lambda _: False
) -> list[Chosen]:
    """Give the choices whose words no other choice reports already.

    Of "he said that she thinks it works" only what he said is kept: the text vouches for her words
    through him alone. What makes up little of the content that it stands in is kept. Of two cues
    for the same words ("said in a statement that"), or of two readings of one cue ("expressed hope
    that"), the one that knows who speaks, or else the more probable one, is kept.

    Args:
        chosen: the choices.
        passes_on: tells a choice whose speaker passes on what others say, as a newspaper does:
            what is reported within its words is kept beside it.
    """
    order = sorted(range(len(chosen)), key=lambda at: chosen[at].content.spans[0])
    dropped: set[int] = set()
    for position, at in enumerate(order):
        near = order[max(0, position - _NEIGHBOURS) : position + _NEIGHBOURS]
        if any(
            _yields(chosen[at], chosen[other], at - other)
            for other in near
            if other not in dropped
            and not (
                passes_on(chosen[other]) and _stands_in(chosen[at], chosen[other].content.spans)
            )
        ):
            dropped.add(at)
    return [one for at, one in enumerate(chosen) if at not in dropped]


def _yields(one: Chosen, other: Chosen, distance: int) -> bool:
    """Tell whether a choice gives way to another; `distance` settles which of equals stays."""
    if distance == 0:
        return False
    inner, outer = one.content.spans, other.content.spans
    if inner[0].start >= outer[-1].stop or outer[0].start >= inner[-1].stop:
        return False
    is_inside, holds = _stands_in(one, outer), _stands_in(other, inner)
    share = overlap(inner, outer)
    if is_inside and not holds:
        return share >= _NESTED
    if holds and not is_inside:
        return False
    least = _OF_ONE_CUE if _meet(one.candidate.cue, other.candidate.cue) else _SAME
    return share >= least and _rank(one, -distance) < _rank(other, 0)


def _rank(one: Chosen, distance: int) -> tuple[bool, float, int]:
    """Order readings of the same words: one that knows who speaks first, then by probability."""
    return one.speaker.span is not None, one.value, distance


def _meet(left: Span | None, right: Span | None) -> bool:
    return bool(left and right and left.start < right.stop and right.start < left.stop)


def _stands_in(one: Chosen, spans: Sequence[Span]) -> bool:
    cue = one.candidate.cue
    return cue is not None and any(
        span.start <= cue.start and cue.stop <= span.stop for span in spans
    )


def overlap(left: Sequence[Span], right: Sequence[Span]) -> float:
    """Give how much two contents share, from 0 to 1: twice what is common by the sum of both."""
    common = sum(
        max(0, min(one.stop, other.stop) - max(one.start, other.start))
        for one in left
        for other in right
    )
    return 2 * common / sum(span.stop - span.start for span in (*left, *right))
