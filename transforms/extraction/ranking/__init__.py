"""Rank what may be an attribution by small log-linear models over dependencies and lexicons.

`ranked` takes what the patterns found and the dependencies of the text, proposes further cues,
contents and speakers, and keeps those that the weights hold for right.
"""

from transforms.extraction.ranking.choice import ranked

__all__ = ["ranked"]
