"""What leaves the program: files that are written whole or not at all, and what notebooks show."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from stat import S_IMODE
from typing import IO, Any

from symgrad.source import SymgradError


def replacing(path: str) -> contextlib.AbstractContextManager[IO[str]]:
    """A stream that takes the place of a file when all of it is written; before that, or after an error, nothing does.

    A pipe or a device is written to directly. Raises SymgradError where nothing can be written.
    """
    return _replacing(path, "")


def place(path: str, content: str | bytes) -> None:
    """The content as the whole of a file. Raises SymgradError where nothing can be written."""
    with _replacing(path, "b" if isinstance(content, bytes) else "") as stream:
        stream.write(content)


@contextlib.contextmanager
def _replacing(path: str, binary: str) -> Iterator[IO[Any]]:
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            with _opened(path, "w" + binary) as stream:
                yield stream
            return
        target = os.path.realpath(path)  # a link stays a link
        beside = os.path.join(os.path.dirname(target), f".symgrad-{os.urandom(8).hex()}.tmp")
        with contextlib.ExitStack() as stack:
            with _opened(beside, "x" + binary) as stream:
                stack.callback(_remove, beside)
                yield stream
            if os.path.exists(target):
                os.chmod(beside, S_IMODE(os.stat(target).st_mode))
            os.replace(beside, target)
    except OSError as error:
        folder = os.path.dirname(path)
        if folder and not os.path.exists(folder):
            raise SymgradError(f"{path}: there is no directory {folder}") from None
        raise SymgradError(f"{path}: {(error.strerror or 'cannot be written').lower()}") from None


def _opened(path: str, mode: str) -> IO[Any]:
    if mode.endswith("b"):
        return open(path, mode)
    return open(path, mode, encoding="utf-8", errors="backslashreplace", newline="\n")


def _remove(path: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)


def shown(result: object, form: str) -> str | None:
    """What a notebook shows of a result, as "html" or "svg"; None where it cannot be drawn.

    The room that draws lies above those of the results, so it is looked up when a notebook asks.
    """
    from importlib import import_module

    found: str | None = import_module("symgrad.sheets.notebook").shown(result, form)
    return found
