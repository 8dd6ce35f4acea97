"""An extraction that kills its own process when it meets a certain text, as a crash in C would."""

import os
import signal

import polars as pl

from transforms.extraction import Extracted, unreadable

DEADLY = "Minister Ola Lund said that nobody would survive this."


def note_or_die(versions: pl.DataFrame) -> Extracted:
    """Note that each version was looked at, unless one of them is deadly."""
    if DEADLY in versions["text"]:
        os.kill(os.getpid(), signal.SIGKILL)
    return unreadable(versions, "looked at")
