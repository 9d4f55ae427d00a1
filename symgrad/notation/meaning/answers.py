"""What SymPy is asked for: a formula goes there in symbols of its own, the answer comes back in the graph's inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from symgrad.graph import Graph, Node, from_sympy, heavy
from symgrad.notation.meaning.unresolved import Unresolved

Question = Callable[[Mapping[int, Any]], Any]  # symbols of some inputs -> an expression in them


def answer(graph: Graph, inputs: list[int], question: Question, what: str, **known: bool) -> Node:
    """SymPy's answer to a question about formulas of these inputs. known: what it may assume of each (`real=True`).

    Raises Unresolved where it has none.
    """
    import sympy

    symbols = {id: sympy.Symbol(f"v{id}", **known) for id in inputs}
    try:
        back = from_sympy(graph, question(symbols), what)
    except TimeoutError:
        raise
    except Exception:  # SymPy's many ways of not knowing
        raise Unresolved(f"the {what} was not found") from None
    mapping = {graph.input(symbol.name, what).id: id for id, symbol in symbols.items()}
    if not set(graph.free(back.id)) <= set(mapping):
        raise Unresolved(f"the {what} was not found")
    return graph.node(graph.substitute(back.id, mapping))


def ensure_light(graph: Graph, root: int, what: str) -> None:
    """Raises Unresolved for a formula with a power of numbers that SymPy would multiply out."""
    if heavy(graph, root):
        raise Unresolved(f"a number in this {what} is too large to work with")
