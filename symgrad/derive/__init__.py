"""Forward and reverse mode as people write them: graphs to derivations.

Called, `symgrad.derive(formula, wrt=..., of=..., mode=..., at=...)` is the function of this name: it returns a
Derivation and raises SymgradError for what is no formula.

>>> import symgrad
>>> symgrad.derive("w*x + b", wrt="w").steps[-1].rhs
x
"""

import sys
from types import ModuleType
from typing import Any

from symgrad.derive.array_derivation import ArrayDerivation, ArrayStep, as_latex, as_text, sizes_text
from symgrad.derive.array_modes import derive_arrays
from symgrad.derive.checkpoint import Checkpoints, checkpoints
from symgrad.derive.cost import Cost, costs
from symgrad.derive.decompose import decompose
from symgrad.derive.definitions import define
from symgrad.derive.derivation import Derivation, Step, derivation
from symgrad.derive.derive import Graph, derive, derive_graph, without_values
from symgrad.derive.gates import Gate, Gates
from symgrad.derive.names import named, names_of
from symgrad.derive.passes import Passes, passes, passes_of


class _Room(ModuleType):
    """This package and the public function share a name: `symgrad.derive(...)` works whichever was imported first."""

    def __call__(self, *args: Any, **options: Any) -> Derivation | ArrayDerivation:
        return derive(*args, **options)


sys.modules[__name__].__class__ = _Room

__all__ = [
    "ArrayDerivation",
    "ArrayStep",
    "Checkpoints",
    "Cost",
    "Derivation",
    "Gate",
    "Gates",
    "Graph",
    "Passes",
    "Step",
    "as_latex",
    "as_text",
    "checkpoints",
    "costs",
    "decompose",
    "define",
    "derivation",
    "derive",
    "derive_arrays",
    "derive_graph",
    "named",
    "names_of",
    "passes",
    "passes_of",
    "sizes_text",
    "without_values",
]
