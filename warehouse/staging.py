"""Lay a batch down on disk before it is loaded, so that a kill in between loses nothing."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from transforms.contracts.contract import Contract
from transforms.errors import StopError
from warehouse.failures import meaning_of

MANIFEST = "_SUCCESS.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a complete staging folder says of itself."""

    batch_id: str
    rows: dict[str, int]


def stage(frames: Mapping[Contract[Any], pl.DataFrame], folder: Path, *, batch_id: str) -> Manifest:
    """Write one Parquet file per frame and then, last, the manifest that makes the batch complete.

    Every frame is checked by its contract and keeps the first row of each key. Frames without a
    table are staged too: the load needs ENTRY_OUTCOMES to close the books and turns REJECTS into
    quarantine rows.

    Args:
        frames: the batch, by contract.
        folder: an own folder for this batch; made when it is not there.
        batch_id: stable id of the batch; loading the same id twice is a no-op.

    Raises:
        ContractError: a frame breaks its contract.
        RetryError: the disk is full.
    """
    rows = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for contract, frame in frames.items():
            checked = contract.check(frame)
            if contract.table:
                checked = checked.unique(subset=contract.key, keep="first", maintain_order=True)
            _write_whole(staged_file(folder, contract), checked)
            rows[contract.name] = checked.height
        _replace_text(folder / MANIFEST, json.dumps({"batch_id": batch_id, "rows": rows}, indent=1))
        _sync_folder(folder)
    except (OSError, pl.exceptions.ComputeError) as error:  # polars wraps a full disk
        raise meaning_of(error, str(folder)) from error
    return Manifest(batch_id, rows)


def read_manifest(folder: Path) -> Manifest:
    """Read what a staging folder holds.

    Raises:
        StopError: there is no manifest: staging was interrupted and has to be done again.
    """
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return Manifest(content["batch_id"], content["rows"])
    except (OSError, ValueError, KeyError) as error:
        raise StopError(
            f"{folder}: no complete batch (its manifest is missing or broken); "
            "delete the folder and run again"
        ) from error


def staged_file(folder: Path, contract: Contract[Any]) -> Path:
    """Name the file that holds a contract's frame."""
    return folder / f"{contract.table or contract.name}.parquet"


def staged_folders(parent: Path) -> list[Path]:
    """List the complete batches that were staged but not yet removed, oldest name first."""
    return sorted(path.parent for path in parent.glob(f"*/{MANIFEST}"))


def _write_whole(path: Path, frame: pl.DataFrame) -> None:
    temporary = path.with_name(f".{path.name}.tmp")
    with temporary.open("wb") as handle:
        frame.write_parquet(handle, compression="lz4")
        handle.flush()
        os.fsync(handle.fileno())
    temporary.replace(path)


def _replace_text(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.tmp")
    with temporary.open("w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    temporary.replace(path)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
