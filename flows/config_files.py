"""Read a TOML file into a frozen model; whatever is wrong with it is said on one line."""

import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from transforms.errors import ConfigError

Model = TypeVar("Model", bound=BaseModel)


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    Raises:
        ConfigError: it is missing, unreadable, not UTF-8 or not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: no such file; create it or name another one") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error


def validated(model: type[Model], values: dict[str, Any], *, where: str) -> Model:
    """Build a model from what a file says.

    Args:
        model: the model to build; its `extra` is "forbid".
        values: the keys and values as read.
        where: the file, and the part of it, that a message names.

    Raises:
        ConfigError: a key is unknown or missing, or a value has the wrong type or is out of range.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first, *others = error.errors(include_url=False)
        more = f" (and {len(others)} more)" if others else ""
        raise ConfigError(f"{where}: {_sentence(model, first)}{more}") from error


def _sentence(model: type[BaseModel], error: ErrorDetails) -> str:
    place = [str(part) for part in error["loc"]]
    key = ".".join(place)
    if error["type"] == "extra_forbidden":
        return _unknown(key, place[-1], _keys_at(model, place[:-1]))
    if error["type"] == "missing":
        return f"`{key}` is missing"
    message = error["msg"].removeprefix("Value error, ")
    came = "" if "headers" in place else f", not {_shown(error['input'])}"
    return f"`{key}`: {message[:1].lower()}{message[1:]}{came}"


def _unknown(key: str, name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, n=1)
    hint = f"; did you mean `{close[0]}`?" if close else "."
    return f"unknown key `{key}`{hint} Known here: {', '.join(known)}"


def _keys_at(model: type[BaseModel], place: list[str]) -> list[str]:
    for part in place:
        annotation = model.model_fields[part].annotation
        candidates = [annotation, *get_args(annotation)]
        model = next(c for c in candidates if isinstance(c, type) and issubclass(c, BaseModel))
    return [field.alias or name for name, field in model.model_fields.items()]


def _shown(value: object) -> str:
    """Show a plain value as it came, of anything else only what it is."""
    if isinstance(value, bool | int | float):
        return f"{value!r}"
    if isinstance(value, str):
        return f"the text {value[:60]!r}"
    return f"a {type(value).__name__}"
