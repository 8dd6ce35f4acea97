"""Hold the scores above their floors: `make eval`, and its fast part in CI.

A gate whose data is not there is skipped and says so. A floor only rises, or the commit says why.
"""

import argparse
import hashlib
import json
import sys
import time
from importlib import import_module
from pathlib import Path

from rich.console import Console
from rich.table import Table

FLOORS = Path(__file__).with_name("floors.json")


def sha256_of(path: Path) -> str:
    """Give the hash of a file, or of the names and bytes of a folder's files."""
    digest = hashlib.sha256()
    for file in sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]:
        if path.is_dir():
            digest.update(file.relative_to(path).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the evaluation data")
    parser.add_argument("--quick", action="store_true", help="only the gates that take seconds")
    arguments = parser.parse_args()
    table = Table("gate", "score", "value", "floor", "verdict", box=None)
    failed = 0
    for gate in json.loads(FLOORS.read_text())["gates"]:
        name, path = gate["data"], arguments.data / gate["data"]
        if arguments.quick and not gate["quick"]:
            table.add_row(name, "", "", "", "skipped: not a quick gate")
            continue
        if not path.exists():
            table.add_row(name, "", "", "", f"skipped: no {path}")
            continue
        if sha256_of(path) != gate["sha256"]:
            table.add_row(name, "", "", "", "[red]failed: other data than the floor was set on")
            failed += 1
            continue
        started = time.monotonic()
        scores = import_module(f"flows.evaluations.{gate['stage']}").evaluate(path)
        took = f"{time.monotonic() - started:.0f} s"
        for score, value in scores.items():
            floor = gate["floors"].get(score)
            held = floor is None or value >= floor
            failed += not held
            verdict = "" if floor is None else "held" if held else "[red]below the floor"
            table.add_row(
                name, score, f"{value:,.4g}", "" if floor is None else str(floor), verdict
            )
            name = ""
        table.add_row("", "time", took, "", "")
    Console(width=140).print(table)
    print("every gate that ran was held" if not failed else f"{failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
