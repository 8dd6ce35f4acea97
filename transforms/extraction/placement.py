"""Put a reporting verb together with what is said before it, after it or around it."""

from transforms.extraction.contents import content_after, content_before
from transforms.extraction.found import Found, span_of
from transforms.extraction.frames import FRAME_ORDER, fit
from transforms.extraction.grammar import noun_phrase_end, skip_adverbials
from transforms.extraction.inserted import inserted
from transforms.extraction.lexicon import Frame
from transforms.extraction.reading import Span
from transforms.extraction.said import Said

_PHRASES = frozenset({"object", "whom", "at"})
_FRONTING = frozenset({"clause", "told", "whether", "quote"})
_NO_REST = frozenset(
    {"who", "but", "while", "and", "according", "a", "the", "when", "as", "after", "in"}
)
_STANCES = frozenset({"agreement", "disagreement", "offer", "opinion"})


def place(said: Said, floor: int) -> Found | None:
    """Find what is said: first in front of the verb, then behind it.

    Args:
        said: the verb.
        floor: the first token that an earlier attribution has not taken.
    """
    if not said.is_participle and any(use.frames & _FRONTING for use in said.uses):
        found = inserted(said, floor) or _fronted(said, floor)
        if found is not None:
            return found
    return _forward(said)


def _fronted(said: Said, floor: int) -> Found | None:
    """Read "…, she said" and "…, said the minister"."""
    tokens, group = said.tokens, said.group
    start, after, subject = group.start, group.stop, said.subject
    is_inverted = subject is None or subject.start >= tokens[group.start].start
    if subject is not None and not is_inverted:
        while start > 0 and tokens[start - 1].start >= subject.start:
            start -= 1
    if start == 0 or tokens[start - 1].tag not in {",", '"', "-"}:
        return None
    if is_inverted:
        after = noun_phrase_end(tokens, group.stop, len(tokens))
        subject = span_of(tokens, group.stop, after)
        if subject is None or tokens[group.stop].quote >= 0:
            return None
    content, chain = content_before(said.text, said.sentence, start, floor)
    use = next((use for use in said.uses if use.frames & _FRONTING), said.uses[0])
    if not content or (chain < 0 and "quote" in use.frames):
        return None
    addressee = None
    if not is_inverted and any("told" in one.frames for one in said.uses):
        stop = noun_phrase_end(tokens, after, len(tokens))
        addressee, after = span_of(tokens, after, stop), stop
    rest = skip_adverbials(tokens, after, len(tokens))
    ends = rest >= len(tokens) or tokens[rest].tag in {",", ".", "-", ")", ":"}
    if chain < 0 and not ends:
        return None
    pattern = "inverted" if is_inverted else "fronted"
    found = said.found(f"{pattern}_quote" if chain >= 0 else pattern, use, group.stop, content)
    found.speaker, found.addressee, found.quote_chain = subject, addressee, chain
    found.content = content + _rest(said, rest, content, chain)
    return found


def _rest(said: Said, rest: int, content: list[Span], chain: int) -> list[Span]:
    """Give what goes on after an inserted cue: "“…,” she said, “…”"."""
    tokens = said.tokens
    if rest + 1 >= len(tokens) or tokens[rest].tag not in {",", ":", "-"}:
        return []
    at = rest + 1
    if tokens[at].quote < 0 and (
        chain >= 0 or tokens[at].tag in {"VG", "REL"} or tokens[at].lower in _NO_REST
    ):
        return []
    more, _ = content_after(said.text, said.sentence, at)
    return [span for span in more if span.start >= content[-1].stop]


def _forward(said: Said) -> Found | None:
    """Read "she said that …", "she praised …", "she offered to …"."""
    for frame in FRAME_ORDER:
        for use in said.uses:
            if frame not in use.frames or (said.is_participle and _is_stance(frame, use)):
                continue
            fitting = fit(said.tokens, frame, said.stop)
            if fitting is None:
                continue
            content, chain = content_after(
                said.text, said.sentence, fitting.content, is_phrase=frame in _PHRASES
            )
            if content:
                pattern = f"participle_{frame}" if said.is_participle else frame
                pattern = f"{pattern}_quote" if chain >= 0 else pattern
                found = said.found(pattern, use, fitting.cue_stop, content)
                found.addressee, found.quote_chain = fitting.addressee, chain
                return found
    return None


def _is_stance(frame: str, use: Frame) -> bool:
    return frame == "object" and use.kind in _STANCES
