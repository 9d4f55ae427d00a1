"""The graph: operations on small integers, one table that knows them, sweeps, evaluation, SymPy in and out."""

from symgrad.graph.compiled import Compiled, Derivatives, compiled, runnable, source
from symgrad.graph.evaluate import balls, bends, numbers, settled
from symgrad.graph.graph import Constant, Graph, Node, Opaque, operation_name
from symgrad.graph.languages import LANGUAGES
from symgrad.graph.sweeps import adjoints, gradient, local, local_partials, partials, plus, tangents, times, total
from symgrad.graph.symbolic import from_sympy, heavy, to_sympy
from symgrad.graph.table import exact
from symgrad.graph.twins import rational, twin

__all__ = [
    "LANGUAGES",
    "Compiled",
    "Constant",
    "Derivatives",
    "Graph",
    "Node",
    "Opaque",
    "adjoints",
    "balls",
    "bends",
    "compiled",
    "exact",
    "from_sympy",
    "gradient",
    "heavy",
    "local",
    "local_partials",
    "numbers",
    "operation_name",
    "partials",
    "plus",
    "rational",
    "runnable",
    "settled",
    "source",
    "tangents",
    "times",
    "to_sympy",
    "total",
    "twin",
]
