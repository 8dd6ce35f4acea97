"""Compares pairs of mentions with all that is known of them: profiles, copies and judgements."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from transforms.contracts.events import EventMention
from transforms.decisions import Judgements, Objections
from transforms.events.candidates import candidate_pairs, text_pairs
from transforms.events.comparison import Comparison, compare
from transforms.events.profiles import Profile
from transforms.events.text_evidence import TextFit, TextScorer, compare_texts

Pair = tuple[str, str]
_WORTH_KEEPING = 0.02


@dataclass(slots=True)
class Comparer:
    """Compares mentions of one batch and its prior state, each pair once.

    Args:
        mentions: new and known mentions by id.
        groups: copy group of each version.
        judgements: what analysts decided.
        scorer: how the words of two reports are weighed.
    """

    mentions: Mapping[str, EventMention]
    groups: Mapping[str, str]
    judgements: Judgements
    scorer: TextScorer
    compared: dict[Pair, Comparison] = field(default_factory=dict)
    _profiles: dict[str, Profile] = field(default_factory=dict)
    _objections: Objections | None = None

    def compare_candidates(self, new: set[str]) -> None:
        """Compare all pairs that are worth it, of which one at least is new."""
        self._compare_among(dict(self.mentions), new)

    def compare_again(self, known: set[str]) -> None:
        """Compare known mentions with each other, each pair that is worth it."""
        self._compare_among({key: self.mentions[key] for key in known}, known)

    def _compare_among(self, mentions: dict[str, EventMention], new: set[str]) -> None:
        found: dict[Pair, Comparison] = {}
        for pair in candidate_pairs(mentions, dict(self.groups), new):
            found[pair] = self._compare(pair, self._text(pair))
        for pair in text_pairs(mentions, new):
            text = None if pair in found else self._text(pair)
            if text and text.probability >= _WORTH_KEEPING:
                found[pair] = self._compare(pair, text)
        self.compared.update((pair, self._judged(pair, each)) for pair, each in found.items())

    def on_demand(self, left: str, right: str) -> Comparison | None:
        """Compare two mentions that both stand for their reports; None for any others."""
        if not (self.mentions[left].report_terms and self.mentions[right].report_terms):
            return None
        pair = (left, right) if left < right else (right, left)
        self.compared[pair] = self._judged(pair, self._compare(pair, self._text(pair)))
        return self.compared[pair]

    def _judged(self, pair: Pair, found: Comparison) -> Comparison:
        if self._objections is None:
            self._objections = self.judgements.among(self.mentions, self.groups)
        reason = self._objections.between(pair)
        return found if reason is None else _forbidden(found, reason)

    def _compare(self, pair: Pair, text: TextFit | None) -> Comparison:
        left, right = (self.mentions[mention_id] for mention_id in pair)
        group = self.groups.get(left.version_id)
        copies = group is not None and group == self.groups.get(right.version_id)
        return compare(left, right, copies=copies, text=text)

    def _text(self, pair: Pair) -> TextFit | None:
        left, right = (self._profile(mention_id) for mention_id in pair)
        return compare_texts(left, right, self.scorer, days=self._days(pair))

    def _days(self, pair: Pair) -> int | None:
        left, right = (self.mentions[mention_id].published_at for mention_id in pair)
        return abs((left - right).days) if left and right else None

    def _profile(self, mention_id: str) -> Profile:
        if mention_id not in self._profiles:
            self._profiles[mention_id] = Profile.of(self.mentions[mention_id])
        return self._profiles[mention_id]


def _forbidden(comparison: Comparison, reason: str) -> Comparison:
    return replace(
        comparison,
        score=0.0,
        confirms=False,
        vetoes=(*comparison.vetoes, reason),
        evidence_against=(reason, *comparison.evidence_against),
    )
