"""Where a derivative that stands in a formula of arrays is a convention."""

from __future__ import annotations

from symgrad.graph import Graph
from symgrad.notation.meaning.setting import Setting
from symgrad.notation.writer import write

EXCEPT = "except where"  # how a note begins that leaves points out


def except_at(graph: Graph, edge: int) -> str:
    """The note on a node at whose zeros a derivative is a convention."""
    formal = any(str(graph.label(id)).startswith("<") for id in graph.free(edge))
    return f"{EXCEPT} cases meet" if formal else f"{EXCEPT} {write(graph, edge)} = 0"


def noted(here: Setting) -> dict[str, None]:
    """What was taken for granted while a formula of numbers was built."""
    return here.notes | dict.fromkeys(except_at(here.graph, edge) for edge in here.jumps)
