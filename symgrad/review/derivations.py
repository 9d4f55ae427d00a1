"""A file's own definitions, derived by symgrad: what `derive FILE` shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NoReturn

from symgrad.derive import ArrayDerivation, Derivation, decompose, derive_graph, names_of, without_values
from symgrad.document import read_document
from symgrad.graph import Graph, numbers, rational
from symgrad.notation.meaning import Inapplicable, Meaning, Unresolved
from symgrad.notation.scope import names_in
from symgrad.notation.syntax import Name, Unread
from symgrad.review.array_derivations import array_derivations, is_of_arrays
from symgrad.review.check import meaning_of
from symgrad.review.comparison import agree
from symgrad.review.lines import Opened
from symgrad.review.scopes import open_sections
from symgrad.source import Source, SymgradError


def derivations(
    source: Source,
    of: str | None = None,
    wrt: str | Iterable[str] | None = None,
    mode: str = "reverse",
    at: Mapping[str, object] | None = None,
    layout: str | None = None,
) -> list[tuple[str, Derivation | ArrayDerivation]]:
    """(title, derivation) for every output that the sections of a text define; values of the text are shown.

    of: only this output. An output is a name with a formula that no other formula uses. layout: of gradients by
    vectors and matrices, where the text does not declare one.
    """
    opened = open_sections(read_document(source).sections, agree)
    found: list[tuple[str, Derivation | ArrayDerivation]] = []
    missing: SymgradError | None = None  # a name that one section has not may be another one's
    for section in opened:
        title = section.section.title
        found += [(title, one) for one in section_derivations(opened, section, of, wrt, mode, at)]
        try:
            arrays = array_derivations(section, of, names_of(wrt), mode, layout)
        except SymgradError as error:
            missing = missing or error
            continue
        if arrays:
            without_values(at)
        found += [(title, one) for one in arrays]
    if not found and missing is not None:
        raise missing
    return found or _none(source, of)


def section_derivations(
    opened: list[Opened],
    section: Opened,
    of: str | None = None,
    wrt: str | Iterable[str] | None = None,
    mode: str = "reverse",
    at: Mapping[str, object] | None = None,
) -> list[Derivation]:
    """The derivations of the outputs that one section of a text defines."""
    graph = section.scope.graph
    roots = section_outputs(section, of)
    found = []
    for root in roots.values():
        inputs = [str(graph.label(i)) for i in graph.free(root)]
        values = at if at is not None else stated_values(opened, section, inputs)
        outputs = list(roots.values()) if root == [*roots.values()][-1] else []  # counted once for a section
        found.append(derive_graph(graph, root, wrt, mode, values, outputs))
    return found


def outputs(source: Source, of: str | None = None) -> list[tuple[str, Graph, int]]:
    """(title, graph, decomposed node) for every output that the sections of a text define."""
    opened = open_sections(read_document(source).sections, agree)
    found = [
        (section.section.title, section.scope.graph, root)
        for section in opened
        for root in section_outputs(section, of).values()
    ]
    return found or _none(source, of)


def _none(source: Source, of: str | None) -> NoReturn:
    what = f"{of} is not defined" if of else "no output is defined"
    raise SymgradError(f"{source.name}: {what}", help="a definition is written name = formula")


def section_outputs(section: Opened, of: str | None = None) -> dict[str, int]:
    """Name -> decomposed node of every output that one section of a text defines."""
    graph = section.scope.graph
    found: dict[str, int] = {}
    for name in _outputs(section, of):
        if is_of_arrays(section.scope, name):
            continue
        try:
            node = Meaning(section.scope).node(Name(0, 0, name))
        except (Unresolved, Unread, Inapplicable):
            continue
        if graph.free(node.id):
            found[name] = decompose(graph, node.id, output=name)
    return found


def _outputs(section: Opened, of: str | None) -> list[str]:
    formulas = section.scope.formulas
    if of is not None:
        plain = of.lstrip("\\")
        return [plain] if plain in formulas else []
    used = set().union(*(names_in(tree) - {name} for name, tree in formulas.items()))
    return [name for name in formulas if name not in used]


def number(graph: Graph, id: int) -> Fraction:
    """The value of a formula of numbers: exact where it is rational, else the nearest float."""
    found = rational(graph, id)
    return found if found is not None else Fraction(numbers(graph, [id], {})[id])


def stated_values(opened: list[Opened], section: Opened, names: list[str]) -> dict[str, object] | None:
    """The numbers that the text gives for these inputs, if it gives all of them."""
    seen = [other for other in opened if other is section or other in section.sees]
    stated = {head.name: value for other in seen for line in other.lines for head, value in line.values}
    if not set(names) <= set(stated):
        return None
    found: dict[str, object] = {}
    for name in names:
        node = Meaning(section.scope).node(stated[name])
        found[name] = number(section.scope.graph, node.id)
    return found


def point(text: str) -> dict[str, object]:
    """`x=0,w=1/2` as numbers; the comma of `W_1,12=3` is part of the name."""
    found: dict[str, object] = {}
    for part in re.split(r";|,(?!\d+=)", text):
        name, sign, value = part.partition("=")
        if not sign or not name.strip():
            raise SymgradError(f"'{part}' is no value", help="--at x=0,w=1/2")
        graph, node = meaning_of(value.strip())
        if graph.free(node):
            raise SymgradError(f"'{value.strip()}' is no number", help="--at x=0,w=1/2")
        found[name.strip()] = number(graph, node)
    return found
