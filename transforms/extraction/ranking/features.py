"""Describe cues, contents and speakers by the features that have weights."""

from collections.abc import Iterator

from transforms.extraction.grammar import NOT_SPEAKERS, ROLE_NOUNS, TIME_WORDS
from transforms.extraction.ranking.candidates import Candidate, Content, Speaker
from transforms.extraction.ranking.circumstances import circumstances
from transforms.extraction.ranking.sight import Sight
from transforms.extraction.reading import Span

_PRONOUNS = frozenset(
    {"i", "we", "you", "he", "she", "it", "they", "who", "which", "that", "this", "these"}
    | {"those", "one", "people", "everyone", "nobody", "there"}
)
_QUOTE_REACH = 200
_LENGTHS = (1, 2, 3, 5, 8, 13, 21, 34)
_CLAUSAL = frozenset({"nsubj", "nsubj:pass", "csubj", "expl"})


def of_cue(sight: Sight, candidate: Candidate) -> list[str]:
    """Describe a candidate as a whole: is it an attribution at all?"""
    patterns = sorted({one.pattern for one in candidate.found})
    if candidate.word < 0:
        return ["alone", *(f"p={one}" for one in patterns), *_alone(sight, candidate)]
    word = candidate.word
    base, classes = sight.base(word), sight.classes(word) or ("none",)
    ways = sorted({way for content in candidate.contents for way in content.ways})
    subject = _subject(sight, candidate)
    used = list(circumstances(sight, word))
    named = [f"b={base}", *(f"c={name}" for name in classes)]
    found = [*named, f"subject={subject}", f"part={sight.part(word)}", *used]
    found += [f"way={way}" for way in ways]
    found += [f"{name}&{way}" for name in named for way in ways]
    found += [f"{name}&subject={subject}" for name in named]
    found += [f"{name}&{one}" for name in named for one in used]
    following = sight.lowers[word + 1] if word + 1 < len(sight.lowers) else "."
    if sight.analysis.upos[word + 1 : word + 2] in (("ADP",), ("SCONJ",), ("PART",), ("ADV",)):
        found += [f"b={base} {following}", f"{classes[0]}&{following}"]
    if any(_is_quoted(sight, content) for content in candidate.contents):
        found += ["quoted", *(f"{name}&quoted" for name in named)]
    found.append("pattern" if patterns else "no pattern")
    found.append(f"{'pattern' if patterns else 'no pattern'}&subject={subject}")
    found += [f"{name}&{'pattern' if patterns else 'no pattern'}" for name in named]
    return [*found, *sight.roles.of_cue(word)]


def _is_quoted(sight: Sight, content: Content) -> bool:
    """Tell whether quotation marks stand in a content."""
    first, stop = sight.at(content.spans[0].start), sight.before(content.spans[-1].stop)
    return any(quote >= 0 for quote in sight.quoted[first : min(stop, first + _QUOTE_REACH)])


def _alone(sight: Sight, candidate: Candidate) -> Iterator[str]:
    found = candidate.found[0]
    yield "speaker" if found.speaker else "no speaker"
    yield f"kind={found.kind}"
    stop = found.content[-1].stop
    yield f"length={_length(len(sight.text.text[found.content[0].start : stop].split()))}"
    if found.cue:
        yield f"cue={sight.text.text[found.cue.start : found.cue.stop].lower()}"


def _subject(sight: Sight, candidate: Candidate) -> str:
    """Name what kind of thing stands where the speaker should be."""
    for speaker in candidate.speakers:
        if speaker.span is not None and "by" not in speaker.ways:
            return head_kind(sight, speaker.span)
    return "none"


def head_kind(sight: Sight, span: Span) -> str:
    """Name what a noun phrase is: a pronoun by itself, a name, a role, a number, a noun."""
    first, stop = sight.at(span.start), sight.before(span.stop)
    if stop <= first:
        return "mark"
    head = next(
        (w for w in range(first, stop) if not first <= sight.analysis.heads[w] < stop), first
    )
    head = next((w for w in range(first, stop) if sight.analysis.heads[w] == w), head)
    lower = sight.lowers[head]
    if stop - first == 1 and lower in _PRONOUNS:
        return lower
    upos = sight.analysis.upos[head]
    if upos == "PROPN":
        return "time" if lower in TIME_WORDS else "name"
    base = sight.base(head)
    if base in ROLE_NOUNS:
        return "role"
    if base in NOT_SPEAKERS or lower in TIME_WORDS:
        return "thing"
    return {"PRON": "pronoun", "NUM": "number", "NOUN": "noun"}.get(upos, "other")


def of_contents(sight: Sight, candidate: Candidate) -> list[list[str]]:
    """Describe each content of a candidate, beside the other ones."""
    classes = sight.classes(candidate.word) if candidate.word >= 0 else ()
    base = sight.base(candidate.word) if candidate.word >= 0 else "alone"
    named = [f"b={base}", *(f"c={name}" for name in classes), "any"]
    longest = max(_size(content) for content in candidate.contents)
    shortest = min(_size(content) for content in candidate.contents)
    return [
        list(_content(sight, candidate, content, named, (shortest, longest)))
        for content in candidate.contents
    ]


def _content(
    sight: Sight,
    candidate: Candidate,
    content: Content,
    named: list[str],
    sizes: tuple[int, int],
) -> Iterator[str]:
    use = _use(sight, candidate.word)
    for way in content.ways:
        yield f"{use}&{way}"
        for name in named:
            yield f"{name}&{way}"
    ways = sorted(content.ways)
    yield f"ways={'+'.join(ways)}"
    size = _size(content)
    if size == sizes[0]:
        yield "shortest"
    if size == sizes[1]:
        yield "longest"
    first, last = sight.at(content.spans[0].start), sight.before(content.spans[-1].stop) - 1
    words = last - first + 1
    yield from sight.roles.of_content(first, last + 1)
    yield f"length={_length(words)}"
    opening, closing = sight.lowers[first], _next(sight, last + 1)
    has_clause = any(
        sight.analysis.relations[w] in _CLAUSAL for w in range(first, min(last + 1, first + 40))
    )
    yield f"clause={has_clause}"
    upos = sight.analysis.upos[first]
    yield f"opens={upos if upos in _OPEN else opening}"
    yield f"before={_next(sight, first - 1)}"
    yield f"next={closing}"
    part = sight.part(candidate.word) if candidate.word >= 0 else "alone"
    yield f"{part}&next={closing}"
    yield f"{part}&clause={has_clause}"
    yield f"{part}&length={_length(words)}"
    yield f"pieces={len(content.spans)}"
    if content.chain >= 0:
        yield "quotation"
        yield f"{part}&quotation"
    elif any(sight.quoted[w] >= 0 for w in (first, last)):
        yield "touches a quotation"
    if candidate.word >= 0:
        side = "after" if first > candidate.word else "before" if last < candidate.word else "round"
        yield f"side={side}"
        for name in named:
            yield f"{name}&side={side}"
        if side == "after":
            yield f"gap={_length(first - candidate.word)}"


def _use(sight: Sight, word: int) -> str:
    """Name how a verb is used: its tag, passive or not, in a relative clause or not."""
    if word < 0:
        return "alone"
    is_passive = sight.child(word, "aux:pass", "nsubj:pass") >= 0
    is_relative = sight.analysis.relations[word] == "acl:relcl"
    return f"{sight.analysis.tags[word]} {is_passive} {is_relative}"


_OPEN = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM", "ADV", "X", "SYM"})


def _next(sight: Sight, word: int) -> str:
    """Name the word beside a content: itself when it is a small word, else its part of speech."""
    if not 0 <= word < len(sight.lowers):
        return "edge"
    begin, end = sight.bound(word)
    edge = "first " if word == begin else "last " if word == end - 1 else ""
    upos = sight.analysis.upos[word]
    return edge + (upos if upos in _OPEN or upos in {"PRON", "DET"} else sight.lowers[word])


def _size(content: Content) -> int:
    return sum(span.stop - span.start for span in content.spans)


def _length(words: int) -> int:
    return next((limit for limit in _LENGTHS if words <= limit), 99)


def of_speakers(sight: Sight, candidate: Candidate, content: Content) -> list[list[str]]:
    """Describe each speaker of a candidate once its content is chosen."""
    return [list(_speaker(sight, candidate, content, speaker)) for speaker in candidate.speakers]


def _speaker(
    sight: Sight, candidate: Candidate, content: Content, speaker: Speaker
) -> Iterator[str]:
    part = sight.part(candidate.word) if candidate.word >= 0 else "alone"
    ways = sorted(speaker.ways)
    names = [part]
    if candidate.word >= 0:
        names += [f"c={name}" for name in sight.classes(candidate.word)]
        names.append(f"tag={sight.analysis.tags[candidate.word]}")
    is_passive = candidate.word >= 0 and sight.child(candidate.word, "nsubj:pass") >= 0
    kind = "nobody" if speaker.span is None else head_kind(sight, speaker.span)
    pattern = candidate.found[0].pattern if candidate.found else "none"
    yield f"kind={kind}"
    yield f"{part}&kind={kind}"
    yield f"ways={'+'.join(ways)}"
    for way in ways:
        yield f"{way}"
        yield f"{way}&kind={kind}"
        yield f"{way}&passive={is_passive}"
        yield f"{way}&p={pattern}"
        for name in names:
            yield f"{way}&{name}"
    if speaker.span is not None:
        first, stop = sight.at(speaker.span.start), sight.before(speaker.span.stop)
        yield from sight.roles.of_speaker(first, stop)
        overlap = any(
            span.start < speaker.span.stop and speaker.span.start < span.stop
            for span in content.spans
        )
        yield f"inside={overlap}"
        yield f"{part}&inside={overlap}"
        if candidate.cue is not None:
            side = "before" if speaker.span.stop <= candidate.cue.start else "after"
            yield f"{part}&{side}"
    yield f"others={len(candidate.speakers) > 1}&kind={kind}"
