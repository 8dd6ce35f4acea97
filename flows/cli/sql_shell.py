"""The shell of `claimstream sql`: line editing, history, completion; Ctrl-C stops a query only."""

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, InMemoryHistory

from flows.cli.options import Format
from flows.cli.output import write_frame
from transforms.errors import ClaimstreamError
from warehouse.querying import NO_LIMITS, Limits, query_snapshot

HISTORY = "sql_history"
_PROMPT, _CONTINUED = "claimstream> ", "         ...> "
_WELCOME = (
    "Read-only on the published snapshot. A statement ends with a semicolon. Tab completes;"
    " .tables, .schema NAME, .help, .quit.\n"
)
_HELP = """\
.tables        the views, tables and macros of mart, and what they mean
.schema NAME   the columns of a view or table, and what they mean
.quit          leave; Ctrl-D does as well
Ctrl-C         stop the query that runs, or drop the statement that is being written
"""
_TABLES = """
    SELECT relation AS name, comment FROM mart.data_dictionary
    WHERE schema_name = 'mart' AND column_name IS NULL
    UNION ALL
    SELECT function_name || '(' || array_to_string(parameters, ', ') || ')', any_value(comment)
    FROM duckdb_functions() WHERE schema_name = 'mart' GROUP BY 1, function_name
    ORDER BY name
"""
_SCHEMA = """
    SELECT column_name, data_type, comment FROM mart.data_dictionary
    WHERE concat_ws('.', schema_name, relation) IN ($name, 'mart.' || $name)
        AND column_name IS NOT NULL
    ORDER BY position
"""
_NAMES = """
    SELECT DISTINCT unnest([relation, column_name]) AS name FROM mart.data_dictionary
    WHERE schema_name = 'mart'
    UNION
    SELECT function_name FROM duckdb_functions() WHERE schema_name = 'mart'
    ORDER BY name
"""
_COMMANDS = (".tables", ".schema ", ".help", ".quit")
_KEYWORDS = (
    "SELECT", "FROM", "WHERE", "GROUP BY", "ORDER BY", "LIMIT", "JOIN", "USING", "DISTINCT",
    "count(*)", "DESC",
)  # fmt: skip


class NameCompleter(Completer):
    """Completes the word before the cursor to a name of `mart`, a keyword or a dot command."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names: tuple[str, ...] = (*names, *_KEYWORDS)

    def get_completions(
        self,
        document: Document,
        complete_event: CompleteEvent,  # noqa: ARG002 - the library's signature
    ) -> Iterable[Completion]:
        """Offer what the word before the cursor may become."""
        line = document.text_before_cursor
        is_command = re.fullmatch(r"\.\w*", line)
        words: tuple[str, ...] = _COMMANDS if is_command else self._names
        word = line if is_command else re.split(r"\W", line)[-1]
        for name in words:
            if word and name.lower().startswith(word.lower()):
                yield Completion(name, start_position=-len(word))


class SqlShell:
    """Reads statements from a terminal and answers them from the published snapshot."""

    def __init__(self, directory: Path, output: Format, limits: Limits = NO_LIMITS) -> None:
        self._directory = directory
        self._output = output
        self._limits = limits
        self._statement = ""

    def run(self) -> None:
        """Read and answer until .quit or Ctrl-D; an error is a line on stderr, never the end.

        Raises:
            StopError: nothing is published yet.
        """
        names = query_snapshot(self._directory, _NAMES)["name"].drop_nulls().to_list()
        session: PromptSession[str] = PromptSession(
            history=self._history(), completer=NameCompleter(names), complete_while_typing=False
        )
        sys.stderr.write(_WELCOME)
        while True:
            try:
                line = session.prompt(_CONTINUED if self._statement.strip() else _PROMPT)
            except KeyboardInterrupt:
                self._statement = ""
                continue
            except EOFError:
                return
            if not self.take(line):
                return

    def take(self, line: str) -> bool:
        """Take one line; tell whether to read on."""
        if not self._statement.strip() and line.strip().startswith("."):
            return self._command(*line.split(maxsplit=1))
        self._statement += f"{line}\n"
        if self._statement.rstrip().endswith(";"):
            statement, self._statement = self._statement, ""
            self._answer(statement)
        return True

    def _history(self) -> FileHistory | InMemoryHistory:
        """Keep the history beside the warehouse, where that can be written."""
        path = self._directory / HISTORY
        try:
            path.touch(mode=0o600)
        except OSError:
            return InMemoryHistory()
        return FileHistory(str(path))

    def _command(self, command: str, argument: str = "") -> bool:
        if command in (".quit", ".exit"):
            return False
        if command == ".tables":
            self._answer(_TABLES)
        elif command == ".schema" and argument:
            self._answer(_SCHEMA, {"name": argument.strip().rstrip(";").lower()})
        else:
            sys.stderr.write(_HELP)
        return True

    def _answer(self, sql: str, values: dict[str, object] | None = None) -> None:
        try:
            found = query_snapshot(self._directory, sql, values=values, limits=self._limits)
            write_frame(found, self._output, null="NULL")
        except ClaimstreamError as error:
            sys.stderr.write(f"{error}\n")
        except KeyboardInterrupt:
            sys.stderr.write("stopped\n")
