"""Questions of a text (`\\frac{\\partial y}{\\partial x} = ?`) and their answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import chain

from symgrad.derive import Derivation
from symgrad.derive.oracle import against_sympy
from symgrad.graph import numbers, total
from symgrad.notation.arrays import touches
from symgrad.notation.meaning import Inapplicable, Meaning, Unresolved
from symgrad.notation.plain import plain
from symgrad.notation.syntax import Derivative, Name, Tree, Unread
from symgrad.notation.writer import written_name
from symgrad.proof import Verdict, judge
from symgrad.review.derivations import section_derivations, stated_values
from symgrad.review.lines import Opened
from symgrad.sheets.content import Answer, Block, Heading, Inline, inline
from symgrad.sheets.label import Label, formula_label, number_label, result_label
from symgrad.source import SymgradError


def answers(
    opened: list[Opened], section: Opened, derivations: list[Derivation], blank: bool, say: dict[str, str]
) -> list[Block]:
    """The questions of a section, answered; blank: left open."""
    found: list[Block] = []
    for line in section.lines:
        for k, kind in enumerate(line.kinds):
            tree = line.trees[k]
            if kind == "question" and isinstance(tree, Tree):
                left = inline(line.statement.member_span(k).text, line.statement.latex, plain(tree))
                found.append(Answer(left, None) if blank else _answer(opened, section, tree, left, derivations, say))
    return [Heading(3, say["asked" if blank else "questions"]), *found] if found else []


def _answer(
    opened: list[Opened], section: Opened, tree: Tree, left: Inline, derivations: list[Derivation], say: dict[str, str]
) -> Answer:
    graph = section.scope.graph
    if touches(section.scope, tree):  # as numbers they would be multiplied in any order
        return Answer(left, None, None, f"{say['not answered']}: {say['arrays']}")
    unknown = _without_definition(opened, section, tree)
    if unknown:
        return Answer(left, None, None, f"{say['not answered']}: {unknown} {say['undefined']}")
    try:
        node = Meaning(section.scope).node(tree).id
        verdict = _verdict(section, tree, node)
    except (Unresolved, Unread, Inapplicable, SymgradError) as error:
        return Answer(left, None, None, f"{say['not answered']}: {error}")
    if not verdict.holds:
        return Answer(left, None, None, f"{say['not answered']}: {verdict.message}")
    value = None
    free = graph.free(node)
    names = [str(graph.label(id)) for id in free]
    stated = stated_values(opened, section, names) if names else {}
    if stated is not None:
        with suppress(SymgradError):  # of a function that is not given
            value = number_label(numbers(graph, [node], {id: stated[str(graph.label(id))] for id in free})[node])
    step = _derived(opened, section, tree, derivations)
    right = step or formula_label(graph, node)
    if value is not None and value.plain == right.plain:
        value = None
    return Answer(left, right, value)


def _without_definition(opened: list[Opened], section: Opened, tree: Tree) -> str:
    """The name that is asked for, or whose derivative is, where the text does not say what it is."""
    name = tree.of if isinstance(tree, Derivative) else tree
    if not isinstance(name, Name) or section.scope.knows(name.name):
        return ""
    valued = name is tree and stated_values(opened, section, [name.name]) is not None
    return "" if valued else written_name(name.name)


def _first_order(tree: Tree) -> tuple[Tree, Tree] | None:
    if isinstance(tree, Derivative) and len(tree.by) == 1 and tree.by[0][1] == 1 and isinstance(tree.of, Tree):
        return tree.of, tree.by[0][0]
    return None


def _verdict(section: Opened, tree: Tree, node: int) -> Verdict:
    """What SymPy says of a derivative, order by order; anything else is evaluated as it is defined."""
    if not isinstance(tree, Derivative) or not isinstance(tree.of, Tree):
        return Verdict("proved", "as defined")
    graph, meaning = section.scope.graph, Meaning(section.scope)
    found = meaning.node(tree.of).id
    for variable, order in reversed(tree.by):
        by = meaning.node(variable).id
        for _ in range(order):
            of, found = found, total(graph, found, by)
            verdict = against_sympy(graph, of, by, found)
            if not verdict.holds:
                return verdict
    return judge(graph, node, found)


def _derived(opened: list[Opened], section: Opened, tree: Tree, derivations: list[Derivation]) -> Label | None:
    """The result of a derivative by the names of intermediates, as a derivation has it."""
    pair = _first_order(tree)
    if pair is None or not all(isinstance(part, Name) for part in pair):
        return None
    of, by = (part.name for part in pair if isinstance(part, Name))
    for derivation in chain(derivations, _asked(opened, section, of, by)):
        for step in derivation.steps:
            if (step.of, step.by) == (of, by) and step.verdict.holds:
                return result_label(step)
    return None


def _asked(opened: list[Opened], section: Opened, of: str, by: str) -> Iterator[Derivation]:
    with suppress(SymgradError):
        yield from section_derivations(opened, section, of, by)
