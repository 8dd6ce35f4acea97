"""Finds what a new version of an article changes in what it claims: not a text diff."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

import polars as pl

from transforms.claim_similarity import is_negated, numbers, wording_similarity
from transforms.contracts.articles import ARTICLE_VERSIONS
from transforms.contracts.claims import CLAIM_MENTIONS
from transforms.contracts.ledger import CLAIM_CHANGES, ClaimChange
from transforms.identifiers import stable_id
from transforms.text_similarity import stem, words

RULE_VERSION = "changes-1"
_SAME_CLAIM = 0.5
_SAME_WORDS = 0.75
_MOST_COMPARED = 200
_SHOWN_CHARS = 90
_KEPT = 20_000
_WEAK = {stem(word) for word in ("claim", "allege", "suggest", "hint", "imply", "hope", "indicate")}
_STRONG = {
    stem(word)
    for word in ("stress", "insist", "confirm", "vow", "pledge", "promise", "guarantee", "assert")
}
_WEAK_MODALITY = {"possible", "conditional"}


@dataclass(frozen=True, slots=True)
class _Said:
    mention_id: str
    speaker_id: str | None
    speaker: str | None
    cue: str
    content: str
    negated: bool
    doubtful: bool


def find_claim_changes(
    versions: pl.DataFrame, claim_mentions: pl.DataFrame, *, known_versions: pl.DataFrame
) -> pl.DataFrame:
    """Compare each new version with the version of its article before it.

    A claim counts as added or dropped only when its words are not in the other text, so that a
    claim the extraction merely missed is no change. Where a summary gives way to the full text
    nothing counts as added, where a full text gives way to a summary nothing as dropped.

    Args:
        versions: ARTICLE_VERSIONS of the batch.
        claim_mentions: CLAIM_MENTIONS of these and of the versions before them.
        known_versions: ARTICLE_VERSIONS of the same articles so far.

    Returns:
        CLAIM_CHANGES: attributed claims only.
    """
    together = pl.concat([ARTICLE_VERSIONS.check(versions), known_versions]).unique("version_id")
    chain: dict[tuple[str, int], dict[str, Any]] = {
        (row["article_id"], row["version_no"]): row
        for row in together.select(
            "article_id", "version_no", "version_id", "text", "text_basis", "lang"
        ).iter_rows(named=True)
    }
    said = _said(claim_mentions)
    found: dict[str, ClaimChange] = {}
    for article_id, number in sorted(versions.select("article_id", "version_no").iter_rows()):
        before, after = chain.get((article_id, number - 1)), chain[article_id, number]
        if before is None or before["lang"] != after["lang"]:
            continue
        for change in _compare(before, after, said):
            found[change.claim_change_id] = change
    return CLAIM_CHANGES.frame(found[key] for key in sorted(found))


def _said(mentions: pl.DataFrame) -> dict[str, list[_Said]]:
    found: dict[str, list[_Said]] = {}
    attributed = CLAIM_MENTIONS.check(mentions).filter("attributed").unique("mention_id")
    for row in attributed.sort("version_id", "content_start", "mention_id").iter_rows(named=True):
        found.setdefault(row["version_id"], []).append(
            _Said(
                mention_id=row["mention_id"],
                speaker_id=row["speaker_id"],
                speaker=row["speaker"],
                cue=row["cue"] or "",
                content=row["content"],
                negated=(row["polarity"] == "negated") != is_negated(row["content"]),
                doubtful=row["modality"] in _WEAK_MODALITY,
            )
        )
    return found


def _compare(
    before: Mapping[str, Any], after: Mapping[str, Any], said: Mapping[str, list[_Said]]
) -> Iterator[ClaimChange]:
    ours = said.get(before["version_id"], [])[:_MOST_COMPARED]
    theirs = said.get(after["version_id"], [])[:_MOST_COMPARED]
    pairs = _pairs(ours, theirs)
    for left, right in pairs:
        kind = _kind(left, right)
        if kind is not None:
            yield _change(before, after, kind, (left, right))
    paired_l = {left.mention_id for left, _ in pairs}
    paired_r = {right.mention_id for _, right in pairs}
    if not (after["text_basis"] != "full" and before["text_basis"] == "full"):
        for gone in _only_in(ours, paired_l, after["text"]):
            yield _change(before, after, "dropped", (gone, None))
    if not (before["text_basis"] != "full" and after["text_basis"] == "full"):
        for new in _only_in(theirs, paired_r, before["text"]):
            yield _change(before, after, "added", (None, new))


def _only_in(said: list[_Said], paired: set[str], other_text: str) -> list[_Said]:
    folded = _folded(other_text)
    alone = [one for one in said if one.mention_id not in paired]
    return [one for one in alone if _folded(one.content) not in folded]


def _pairs(ours: list[_Said], theirs: list[_Said]) -> list[tuple[_Said, _Said]]:
    """Pair what is claimed before and after, the most alike first, each once."""
    scored = [
        (_likeness(left, right), left.mention_id, right.mention_id, left, right)
        for left, right in product(ours, theirs)
    ]
    pairs: list[tuple[_Said, _Said]] = []
    taken: set[str] = set()
    for score, l_id, r_id, left, right in sorted(scored, key=lambda one: (-one[0], *one[1:3])):
        if score >= _SAME_CLAIM and l_id not in taken and r_id not in taken:
            taken |= {l_id, r_id}
            pairs.append((left, right))
    return pairs


def _likeness(left: _Said, right: _Said) -> float:
    """Score two claims 0 to 2: the same words first, the same speaker before another."""
    if _folded(left.content) == _folded(right.content):
        return 2.0 if left.speaker_id == right.speaker_id else 1.5
    alike = wording_similarity(left.content, right.content)
    if left.speaker_id == right.speaker_id:
        return alike
    return alike if alike >= _SAME_WORDS else 0.0


def _kind(left: _Said, right: _Said) -> str | None:
    if _is_another(left, right):
        return "reattributed"
    if left.negated != right.negated:
        return "reversed"
    if numbers(left.content) != numbers(right.content):
        return "number_changed"
    ours, theirs = _strength(left), _strength(right)
    if ours != theirs:
        return "softened" if theirs < ours else "strengthened"
    return None if _folded(left.content) == _folded(right.content) else "reworded"


def _is_another(left: _Said, right: _Said) -> bool:
    """Tell whether two mentions name two speakers; a shorter form of a name is the same one."""
    if not left.speaker or not right.speaker or left.speaker_id == right.speaker_id:
        return False
    ours, theirs = set(words(left.speaker)), set(words(right.speaker))
    return not (ours <= theirs or theirs <= ours)


def _strength(said: _Said) -> int:
    cue = {stem(word) for word in words(said.cue)}
    return int(bool(cue & _STRONG)) - int(bool(cue & _WEAK)) - int(said.doubtful)


@lru_cache(maxsize=_KEPT)
def _folded(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()


def _change(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    kind: str,
    pair: tuple[_Said | None, _Said | None],
) -> ClaimChange:
    left, right = pair
    ids = (left.mention_id if left else None, right.mention_id if right else None)
    return ClaimChange(
        claim_change_id=stable_id(
            "claim-change", before["version_id"], after["version_id"], kind, *ids
        ),
        article_id=after["article_id"],
        version_id_l=before["version_id"],
        version_id_r=after["version_id"],
        kind=kind,
        mention_id_l=ids[0],
        mention_id_r=ids[1],
        explanation=_explained(kind, left, right),
        rule_version=RULE_VERSION,
    )


def _explained(kind: str, left: _Said | None, right: _Said | None) -> str:
    if left is None or right is None:
        said = left or right
        who = (said.speaker if said else None) or "Somebody"
        told = _short(said.content) if said else ""
        verb = "no longer carries" if right is None else "now carries"
        return f"The article {verb} what {who} said: “{told}”."
    was, now = _short(left.content), _short(right.content)
    if kind == "reattributed":
        return f"“{now}” was said by {left.speaker} before and is said by {right.speaker} now."
    if kind in {"softened", "strengthened"} and was == now:
        was, now = f"{left.cue} {was}", f"{right.cue} {now}"
    verbs = {
        "reversed": "said the opposite before",
        "number_changed": "gave other numbers before",
        "softened": "is put more weakly now",
        "strengthened": "is put more strongly now",
        "reworded": "is worded otherwise now",
    }
    return f"What {right.speaker or 'somebody'} said {verbs[kind]}: “{was}” became “{now}”."


def _short(text: str) -> str:
    line = " ".join(text.split()).strip("“”\"' ,.")
    return line if len(line) <= _SHOWN_CHARS else f"{line[: _SHOWN_CHARS - 1].rsplit(' ', 1)[0]}…"
