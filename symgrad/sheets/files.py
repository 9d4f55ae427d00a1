"""Files in the form that their ending names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from symgrad.output import place
from symgrad.source import SymgradError


def save(path: str | Path, writers: Mapping[str, Callable[[], str | bytes]]) -> None:
    """Writes what the file's ending asks for. Raises SymgradError for an ending that is none of them."""
    path = Path(path)
    writer = writers.get(path.suffix.lower())
    if writer is None:
        known = ", ".join(ending.lstrip(".") for ending in writers)
        raise SymgradError(f"{path}: no form is known by the ending '{path.suffix}'", help=f"the endings are {known}")
    place(str(path), writer())
