"""Finds details that two reports of one event state differently. Silence is no disagreement.

`stage` gathers what the reports of each event state; `figures`, `roles`, `quotes`, `wordings` and
`occasions` each compare one kind of detail and say in one sentence what differs.
`parting` says what becomes of a disagreement when its reports are told apart.
"""

from transforms.disagreements.parting import Parted, part_disagreements
from transforms.disagreements.stage import EventReports, find_disagreements

__all__ = ["EventReports", "Parted", "find_disagreements", "part_disagreements"]
