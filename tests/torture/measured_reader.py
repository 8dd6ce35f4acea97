"""Read a document as a child process does, and note what it cost."""

import json
import os
import resource

from flows.reading import Delivery, read_document
from transforms.parsers import Document

LOG = "CLAIMSTREAM_TORTURE_LOG"


def read(document: Document) -> Delivery:
    """Read it; append its processor time and this child's peak memory to the log."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    try:
        return read_document(document)
    finally:
        after = resource.getrusage(resource.RUSAGE_SELF)
        cost = {
            "uri": document.uri,
            "cpu_s": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
            "peak_mb": after.ru_maxrss / 1024,
        }
        with open(os.environ[LOG], "a", encoding="utf-8") as log:  # noqa: PTH123 - one write
            log.write(json.dumps(cost) + "\n")
