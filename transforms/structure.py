"""Find the blocks and sentences of a plain text, as spans into it, in linear time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_CLOSERS = "\"'”’»)\\]"
_LINE = re.compile(r"[^\r\n\u2028\u2029\f\v\x85]+")
_LIST_MARK = re.compile(r"(?:[•●▪‣◦*·–—-]|\(?\d{1,2}[.)])[ \t]+(?=\S)")
_ENDS_SENTENCE = re.compile(rf"[.!?…][{_CLOSERS}]*$")
_ENDS_CLAUSE = re.compile(rf"[.!?…:;][{_CLOSERS}]*$")
_ENDS_OPEN = re.compile(
    r"(?:[,–—&-]|\b(?:a|an|and|as|at|between|by|for|from|her|his|in|into|its|of|on|or|our|over|"
    r"per|said|says|than|that|the|their|to|under|was|were|which|who|will|with|would|is|are|"
    r"has|have|had|be|[A-Z]\.|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|[Mm]inister|[Pp]resident|[Ss]ecretary))$"
)
_DATELINE = re.compile(
    r"[A-Z][\w.’' -]{1,40}(?:, [A-Z][\w.’' ]{1,30}){0,2}(?:, \d{1,2})?"
    r"(?: ?\([A-Z][\w./ &-]{1,30}\))? ?(?:–|—|--| - )\s*(?=[\"“‘A-Z0-9])"
)
_STOP = re.compile(rf"(?:[.!?]+|…)[{_CLOSERS}]*(?=\s)")
_LAST_WORD = re.compile(r"([\w’'&-]+(?:\.[\w’'&-]+)*)$")
_NEXT_WORD = re.compile(r"\s+[\"'“‘«(\[]*([^\W\d_]+)")
_TAG_AFTER_QUOTE = re.compile(
    r"\s+(?:[A-Z][\w.’'-]*\s+){1,4}"
    r"(?:said|says|asked|asks|wrote|writes|added|replied|told|exclaimed|shouted|continued|tweeted|"
    r"declared|noted|argued|explained|recalled|warned|insisted|joked|responded|remarked|chanted)\b"
)


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_ABBREVIATIONS = _words(
    "mr mrs ms dr prof rev hon pres sen sens rep reps gov govs gen col lt sgt capt cmdr adm maj "
    "brig cpl pvt supt insp amb atty st ft mt messrs mme vs no nos vol pp fig ed eds al approx "
    "dept assn bros jan feb mar apr jun jul aug sep sept oct nov dec"
)
_MAY_END = _words(
    "jr sr inc corp co ltd llc plc etc ala ariz ark calif colo conn del fla ga ill ind kan ky la "
    "mass md mich minn miss mo mont neb nev okla ore pa penn tenn tex vt va wash wis wyo"
)
_STARTERS = _words(
    "The A An He She It They We I You In On At But And This That These Those His Her Their Our My "
    "As For If When While After Before However There What Who Why How Not Now So Yet Still Both "
    "Some Many Most One Two To With From By According Meanwhile Since Under During Despite "
    "Although Though Also Last Earlier Later Then Or Its No"
)
_HEADING_CHARS = 120
_WRAP_CHARS = 100
_FULL_LINE = 0.75
_TITLE_SHARE = 0.7
_WINDOW = 48


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text that stands by itself; `kind` is paragraph, heading, list_item or dateline."""

    kind: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, heading or list item; `block` counts the blocks of the text from 0."""

    start: int
    stop: int
    is_heading: bool
    block: int


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    stop: int
    words: str
    after_gap: bool


def blocks(text: str) -> list[Block]:
    """Find the paragraphs, headings, list items and datelines of a text.

    Lines that were broken for width belong to one paragraph; a blank line always ends one. A
    dateline ("Islamabad, Pakistan – ") is a block of its own before its paragraph.

    Returns:
        Blocks in order, without overlap, trimmed of white space, in code points.
    """
    found: list[Block] = []
    for group in _groups(list(_lines(text))):
        start, stop = group[0].start, group[-1].stop
        mark = _LIST_MARK.match(text, start, stop)
        if mark:
            found.append(Block("list_item", mark.end(), stop))
            continue
        if len(group) == 1 and _reads_as_heading(group[0].words):
            found.append(Block("heading", start, stop))
            continue
        dateline = _DATELINE.match(text, start, min(stop, start + 100))
        if dateline and dateline.end() < stop:
            found.append(Block("dateline", start, start + len(dateline.group().rstrip())))
            start = dateline.end()
        found.append(Block("paragraph", start, stop))
    return found


def sentences(text: str) -> list[Sentence]:
    """Cut a text into sentences; headings and list items are cut likewise, datelines left out.

    A stop ends a sentence together with the quotation marks and brackets that close after it,
    unless it belongs to an abbreviation, an initial or an ellipsis that goes on.

    Returns:
        Sentences in order, without overlap, trimmed of white space, in code points.
    """
    found: list[Sentence] = []
    for index, block in enumerate(blocks(text)):
        if block.kind == "dateline":
            continue
        start = block.start
        for stop in [*_stops(text, block), block.stop]:
            while start < stop and text[start].isspace():
                start += 1
            if start < stop:
                found.append(Sentence(start, stop, block.kind == "heading", index))
            start = stop
    return found


def _lines(text: str) -> Iterator[_Line]:
    last = 0
    for match in _LINE.finditer(text):
        raw = match.group()
        words = raw.strip()
        if words:
            start = match.start() + len(raw) - len(raw.lstrip())
            between = text[last : match.start()].replace("\r\n", "\n")
            gap = len(between.strip(" \t\xa0\ufeff")) > 1
            yield _Line(start, start + len(words), words, gap)
            last = start + len(words)


def _groups(lines: list[_Line]) -> Iterator[list[_Line]]:
    """Join the lines that were broken for width."""
    width = _wrap_width(lines)
    group: list[_Line] = []
    for line in lines:
        if group and (line.after_gap or not _continues(group, line, width)):
            yield from _heading_apart(group)
            group = []
        group.append(line)
    if group:
        yield from _heading_apart(group)


def _heading_apart(group: list[_Line]) -> Iterator[list[_Line]]:
    """Cut off a last line that reads as a heading and follows a finished sentence."""
    *body, last = group
    if body and _ENDS_SENTENCE.search(body[-1].words) and _reads_as_heading(last.words):
        yield body
        yield [last]
    else:
        yield group


def _wrap_width(lines: list[_Line]) -> int:
    """Give the width at which the text seems to be wrapped."""
    lengths = sorted(len(line.words) for line in lines if len(line.words) <= _WRAP_CHARS)
    return lengths[len(lengths) * 9 // 10] if lengths else _WRAP_CHARS


def _continues(group: list[_Line], line: _Line, width: int) -> bool:
    previous = group[-1].words
    if _LIST_MARK.match(line.words):
        return False
    if _ENDS_OPEN.search(previous, max(0, len(previous) - _WINDOW)):
        return True
    short = max(len(previous), len(line.words)) <= _WRAP_CHARS
    if line.words[0].islower():
        return not _ENDS_SENTENCE.search(previous, max(0, len(previous) - _WINDOW)) or short
    if _ENDS_CLAUSE.search(previous, max(0, len(previous) - _WINDOW)):
        return short and len(previous) >= _FULL_LINE * width
    if not short:
        return False
    is_first = len(group) == 1
    full = len(previous) + 1 + len(line.words.split(maxsplit=1)[0]) > _FULL_LINE * width
    return full and not (is_first and _title_share(previous) >= _TITLE_SHARE)


def _reads_as_heading(words: str) -> bool:
    if len(words) > _HEADING_CHARS or words[0].islower():
        return False
    return not _ENDS_CLAUSE.search(words) and not words.endswith((",", "-", "–", "—"))


def _title_share(words: str) -> float:
    long_words = [word for word in words.split() if len(word) > 3]  # noqa: PLR2004 - of, the, in
    return sum(word[0].isupper() for word in long_words) / max(1, len(long_words))


def _stops(text: str, block: Block) -> Iterator[int]:
    for match in _STOP.finditer(text, block.start, block.stop):
        if _ends_here(text, match):
            yield match.end()


def _ends_here(text: str, match: re.Match[str]) -> bool:
    after = _NEXT_WORD.match(text, match.end(), match.end() + _WINDOW)
    following = after.group(1) if after else ""
    if following[:1].islower():
        return False
    mark = match.group()
    if mark != ".":
        is_tagged = mark[0] in "!?" and mark[-1] in "\"'”’»"
        tag = _TAG_AFTER_QUOTE.match(text, match.end(), match.end() + 2 * _WINDOW)
        return not (is_tagged and tag)
    word = _LAST_WORD.search(text[max(0, match.start() - _WINDOW) : match.start()])
    return word is None or _word_may_end(word.group(1), following)


def _word_may_end(word: str, following: str) -> bool:
    """Tell whether a stop after this word ends the sentence, given the word that follows."""
    last = word.rsplit(".", 1)[-1].lower()
    if word.lower() in _ABBREVIATIONS:
        return False
    is_initials = (len(last) == 1 and last.isalpha() and word != "I") or last in _MAY_END
    return not is_initials or following in _STARTERS or (not following and "." in word)
