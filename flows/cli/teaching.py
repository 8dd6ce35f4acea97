"""The help of a command, from the docstring of its function."""

import inspect
import re
from collections.abc import Callable
from typing import Any

from rich.markup import escape


def taught(command: Callable[..., Any]) -> str:
    """Give a command's docstring as help: prose flows to the terminal's width, examples stay.

    Args:
        command: its docstring's paragraphs are prose; indented lines are kept as they stand.
    """
    paragraphs = re.split(r"\n{2,}", inspect.getdoc(command) or "")
    return "\n\n".join(_flowing(paragraph) for paragraph in paragraphs)


def _flowing(paragraph: str) -> str:
    """Join lines that only the source code's width broke; nothing in them is markup."""
    return re.sub(r"\n(?! )", " ", escape(paragraph))
