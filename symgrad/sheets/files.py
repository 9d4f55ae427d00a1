"""Files written whole: beside their place first, then moved there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from symgrad.source import SymgradError


def save(path: str | Path, writers: Mapping[str, Callable[[], str | bytes]]) -> None:
    """Writes what the file's ending asks for. Raises SymgradError for an ending that is none of them."""
    path = Path(path)
    writer = writers.get(path.suffix.lower())
    if writer is None:
        known = ", ".join(ending.lstrip(".") for ending in writers)
        raise SymgradError(f"{path}: no form is known by the ending '{path.suffix}'", help=f"the endings are {known}")
    place(path, writer())


def place(path: Path, content: str | bytes) -> None:
    """Puts the content into the file at once: whoever reads it finds all of it, or what was there before."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise SymgradError(f"{path}: {(error.strerror or 'cannot be written').lower()}") from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(beside, 0o666 & ~_umask())
        os.replace(beside, path)
    except OSError as error:
        os.unlink(beside)
        raise SymgradError(f"{path}: {(error.strerror or 'cannot be written').lower()}") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
