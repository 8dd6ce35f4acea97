"""Strict JSON (RFC 8259), with errors that say where."""

import json
from typing import NoReturn

from transforms.contracts.operations import Reason
from transforms.errors import SetAsideError


def read_json(text: str) -> object:
    """Read one JSON value.

    Raises:
        SetAsideError: it is not JSON; NaN and Infinity are not.
    """
    try:
        return json.loads(text, parse_constant=_refuse)
    except RecursionError as error:
        raise SetAsideError(Reason.PARSE_FAILED, "JSON nested too deeply") from error
    except ValueError as error:
        raise SetAsideError(Reason.PARSE_FAILED, f"not JSON: {error}") from error


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON number")
