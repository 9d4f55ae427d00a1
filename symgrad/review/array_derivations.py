"""The vectors and matrices that a section of a text defines, derived in matrix form."""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.derive import ArrayDerivation, derive_arrays
from symgrad.notation.arrays import of_entries_alone, touches
from symgrad.notation.scope import Scope, names_in
from symgrad.notation.syntax import Name
from symgrad.review.ground import Ground
from symgrad.review.lines import Opened
from symgrad.source import SymgradError


def is_of_arrays(scope: Scope, name: str) -> bool:
    """Whether a name is made of vectors or matrices, and not of their entries alone."""
    head = Name(0, 0, name)
    return touches(scope, head) and not of_entries_alone(scope, head)


def array_derivations(
    opened: Opened,
    of: str | None = None,
    wrt: Sequence[str] | None = None,
    mode: str = "reverse",
    layout: str | None = None,
) -> list[ArrayDerivation]:
    """The derivations of the outputs of a section that are made of arrays; in reverse mode of the numbers alone.

    of: only this name. An output is a name that no other one depends on. Raises SymgradError where none can be
    derived and says why.
    """
    scope = opened.scope
    if of is not None:
        plain = of.lstrip("\\")
        own = plain in scope.formulas or plain in scope.edges
        names = [plain] if own and is_of_arrays(scope, plain) else []
        return [derive_arrays(scope, name, wrt, mode, layout, Ground(opened).assume) for name in names]
    found, whys = [], list[SymgradError]()
    for name in _outputs(scope):
        try:
            found.append(derive_arrays(scope, name, wrt, mode, layout, Ground(opened).assume))
        except SymgradError as why:
            whys.append(why)
    if whys and not found:
        raise whys[0]
    return found


def _outputs(scope: Scope) -> list[str]:
    heads = {name: names_in(tree) for name, tree in scope.formulas.items()}
    heads |= {name: set(edges) for name, edges in scope.edges.items() if name not in heads}
    used = set().union(*(below - {name} for name, below in heads.items()))
    return [name for name in heads if name not in used and is_of_arrays(scope, name)]
