"""What a report states about an event, ready to be compared, and what a comparison finds."""

from dataclasses import dataclass

from transforms.contracts.claims import Disagreement
from transforms.identifiers import stable_id

RULE_VERSION = "disagreements-3"


@dataclass(frozen=True, slots=True)
class Source:
    """The text that a statement stands in: its version, article and copy group, and when."""

    version_id: str
    article_id: str
    copy_group_id: str | None
    published: str

    def is_copy_of(self, other: "Source") -> bool:
        """Tell whether the two texts are copies of one report."""
        return self.copy_group_id is not None and self.copy_group_id == other.copy_group_id


@dataclass(frozen=True, slots=True)
class Detail:
    """A detail as written: `text` == the version's text[start:stop]."""

    source: Source
    text: str
    start: int
    stop: int
    claim_id: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Two details that differ, whether both may be true, and one sentence for a person.

    `gist` is what is said on either side, without the words: of several findings of one event
    with the same gist, one is enough.
    """

    kind: str
    left: Detail
    right: Detail
    compatible: bool
    explanation: str
    gist: frozenset[str]


def row(event_id: str, finding: Finding) -> Disagreement:
    """Turn a finding into a row; the side that was published first is the left one."""
    left, right = finding.left, finding.right
    return Disagreement(
        disagreement_id=stable_id(
            "disagreement",
            finding.kind,
            *(
                part
                for side in (left, right)
                for part in (side.source.version_id, side.start, side.stop)
            ),
        ),
        event_id=event_id,
        kind=finding.kind,
        compatible=finding.compatible,
        claim_id_l=left.claim_id,
        claim_id_r=right.claim_id,
        version_id_l=left.source.version_id,
        version_id_r=right.source.version_id,
        text_l=left.text,
        text_l_start=left.start,
        text_l_stop=left.stop,
        text_r=right.text,
        text_r_start=right.start,
        text_r_stop=right.stop,
        explanation=finding.explanation,
        rule_version=RULE_VERSION,
    )
