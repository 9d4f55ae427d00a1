"""symgrad checks hand-written derivations of gradients, relation sign by relation sign, and derives them itself.

The public names are imported when they are first used, so that `import symgrad` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symgrad.derive import Derivation, Graph, Step
    from symgrad.derive import derive as derive  # type: ignore[no-redef]
    from symgrad.graph import Compiled
    from symgrad.proof import Verdict
    from symgrad.review import FileReport, Report, StatementReport, check, equal, parse
    from symgrad.review.report import Mistake
    from symgrad.sheets.compose import sheet
    from symgrad.sheets.content import Sheet
    from symgrad.sheets.drawing import Drawing, draw
    from symgrad.source import Diagnostic, Span, SymgradError

__version__ = "0.1.0"
__all__ = [
    "Compiled",
    "Derivation",
    "Diagnostic",
    "Drawing",
    "FileReport",
    "Graph",
    "Mistake",
    "Report",
    "Sheet",
    "Span",
    "StatementReport",
    "Step",
    "SymgradError",
    "Verdict",
    "check",
    "derive",
    "draw",
    "equal",
    "parse",
    "sheet",
]

_ROOMS = {
    "derive": ("Derivation", "Graph", "Step", "derive"),
    "graph": ("Compiled",),
    "proof": ("Verdict",),
    "review": ("FileReport", "Report", "StatementReport", "check", "equal", "parse"),
    "review.report": ("Mistake",),
    "sheets.compose": ("sheet",),
    "sheets.content": ("Sheet",),
    "sheets.drawing": ("Drawing", "draw"),
    "source": ("Diagnostic", "Span", "SymgradError"),
}
_HOME = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'symgrad' has no attribute {name!r}")
    from importlib import import_module

    room = import_module(f"symgrad.{_HOME[name]}")
    found = getattr(room, name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
