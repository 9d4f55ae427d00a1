"""Names that are asked for, looked up among those of an output."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

from symgrad.derive.decompose import places
from symgrad.graph import Graph
from symgrad.source import SymgradError

T = TypeVar("T")


def names_of(wrt: str | Iterable[str] | None) -> list[str] | None:
    """`x,w` as names, or names one by one; the comma of `W_1,12` is part of the name."""
    if isinstance(wrt, str):
        return [name for name in re.split(r",\s*(?!\d)|\s+", wrt.strip()) if name] or [wrt]
    return None if wrt is None else list(wrt)


def named(graph: Graph, root: int, names: str | Iterable[str]) -> list[int]:
    """The inputs and intermediates of an output that are named: `x,w`, or one by one."""
    known = labelled(graph, root)
    return [look_up(known, name) for name in names_of(names) or ()]


def labelled(graph: Graph, root: int) -> dict[str, int]:
    """The inputs and intermediates of an output by their names."""
    return {str(graph.label(id)): id for id in places(graph, root)}


def look_up(known: Mapping[str, T], name: str) -> T:
    """What has a name, which may be written `\\beta`, `w_{1}` or `w1`. Raises SymgradError with those that there are.

    >>> look_up({"w_1": 3}, "w1"), look_up({"w_1": 3}, "w_{1}")
    (3, 3)
    """
    plain = name.strip().lstrip("\\").replace("{", "").replace("}", "")
    if plain not in known and re.fullmatch(r"[A-Za-z]+\d+", plain):
        plain = re.sub(r"(\d+)$", r"_\1", plain)
    if plain not in known:
        raise SymgradError(f"nothing is named {name.strip()} here", help=f"the names are {', '.join(sorted(known))}")
    return known[plain]
