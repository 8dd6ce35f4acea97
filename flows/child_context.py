"""Start children from a fork server that never imports the main program.

The standard fork server makes each child import the module or script that the parent was started
with: the CLI, or all of Prefect. Children here get nothing but the modules preloaded for them.
"""

import io
import os
from multiprocessing import context, forkserver, popen_forkserver, reduction, spawn, util
from multiprocessing.process import BaseProcess
from typing import Any

_MAIN_KEYS = ("init_main_from_name", "init_main_from_path")


class _Popen(popen_forkserver.Popen):
    def _launch(self, process_obj: BaseProcess) -> None:
        """Do what the standard one does, less the import of the main program."""
        prepared: dict[str, Any] = spawn.get_preparation_data(process_obj.name)
        for key in _MAIN_KEYS:
            prepared.pop(key, None)
        buffer = io.BytesIO()
        context.set_spawning_popen(self)
        try:
            reduction.dump(prepared, buffer)
            reduction.dump(process_obj, buffer)
        finally:
            context.set_spawning_popen(None)
        descriptors: list[int] = self._fds  # type: ignore[attr-defined]
        self.sentinel, writer = forkserver.connect_to_new_process(descriptors)
        kept_open = os.dup(writer)  # its closing tells the child that we are gone
        close = util.close_fds  # type: ignore[attr-defined]
        self.finalizer = util.Finalize(self, close, (kept_open, self.sentinel))
        with open(writer, "wb", closefd=True) as file:  # noqa: PTH123 - a descriptor, not a path
            file.write(buffer.getbuffer())
        self.pid = forkserver.read_signed(self.sentinel)


class _Process(context.ForkServerProcess):
    @staticmethod
    def _Popen(process_obj: BaseProcess) -> _Popen:  # noqa: N802 - the name multiprocessing calls
        return _Popen(process_obj)


class ChildContext(context.ForkServerContext):
    """A fork-server context whose processes know nothing of the main program."""

    Process = _Process
