"""A reader that does what its document says; children import it by name."""

import os
import re
import signal
import sys
import time
from pathlib import Path

from flows.reading import Delivery, rejected
from transforms.contracts.operations import REJECTS, Reason
from transforms.errors import SetAsideError, StopError
from transforms.parsers import Document


def delivered(document: Document, detail: str) -> Delivery:
    return rejected(REJECTS.frame([document.reject(Reason.NO_TEXT, detail)]))


def obey(document: Document) -> Delivery:  # noqa: C901, PLR0912 - one branch per misdeed
    order = document.content.decode().partition(" ")[0]
    match order:
        case "backtrack":
            re.match(r"(a+)+$", "a" * 60 + "b")
        case "sleep":
            time.sleep(60)
        case "abort":
            os.abort()
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "fault":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "exit":
            os._exit(7)
        case "leave":
            sys.exit(3)
        case "allocate":
            bytearray(1 << 40)
        case "hoard":
            hoard = []
            while True:
                hoard.append(bytearray(1 << 22))
        case "recurse":
            return obey(document)
        case "raise":
            raise ValueError("of two\nlines")
        case "refuse":
            raise SetAsideError(Reason.BAD_ROW, "an error that pickles badly")
        case "stop":
            raise StopError("a stage lost an entry")
        case "once":
            marker = Path(document.uri)
            if not marker.exists():
                marker.touch()
                os.abort()
        case "print":
            print("noise")  # noqa: T201 - the noise is the point
        case "unpicklable":
            return lambda: None  # type: ignore[return-value]
        case "modules":
            return delivered(document, " ".join(sorted(sys.modules)))
        case "enormous":
            return delivered(document, "x" * 20_000_000)
    return delivered(document, f"read {document.content.decode()}")
