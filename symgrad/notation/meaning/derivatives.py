"""Written derivatives: total, local, or of an application whose other arguments are held fixed."""

from __future__ import annotations

from dataclasses import replace

from symgrad.graph import Node, local, tangents
from symgrad.graph.table import NAME
from symgrad.notation.meaning.applications import applies
from symgrad.notation.meaning.functions import applied
from symgrad.notation.meaning.held import other_arguments
from symgrad.notation.meaning.integrals import differentiated, holds_integral
from symgrad.notation.meaning.setting import Setting
from symgrad.notation.meaning.total_derivatives import note_jumps, noted_total, resolve, with_given
from symgrad.notation.meaning.unresolved import Inapplicable, Unresolved
from symgrad.notation.syntax import Bracket, Derivative, Frac, Integral, Name, Product, Sum, Tree, bare


def derivative(here: Setting, tree: Derivative) -> Node:
    orders = sum(order for _, order in tree.by)
    if orders > 12:
        raise Unresolved("a derivative of an order beyond 12")
    inner = bare(tree.of)
    if isinstance(inner, Integral) and here.modes.get(tree.start) == "local":
        raise Inapplicable
    if here.modes.get(tree.start) == "local" and orders == 1 and tree.kind == "partial":
        return _local(here, tree.of, tree.by[0][0])
    if orders == 1 and tree.kind == "partial" and (slot := _slot(here, tree.of, tree.by[0][0])) is not None:
        return slot
    by_parts = isinstance(inner, (Integral, Name, Sum, Product, Frac)) and holds_integral(here.scope, inner)
    if by_parts and not tree.held:
        *others, (first, order) = tree.by
        node = differentiated(here, inner, here.variable_node(first))
        if orders == 1:
            return with_given(here, node)
        rest = ((first, order - 1),) if order > 1 else ()
        name = f"integral {tree.start}"
        there = replace(here, env={**here.env, name: node})
        return derivative(there, replace(tree, of=Name(tree.start, tree.end, name), by=(*others, *rest)))
    node = here.node(tree.of)
    label = inner.name if isinstance(inner, Name) else "this"
    held = [here.node(h) for h in tree.held]
    arguments = other_arguments(here, tree)
    for variable, order in reversed(tree.by):
        by = here.variable_node(variable)
        for _ in range(order):
            if arguments:
                note_jumps(here, node, by, stop=[a.id for a in arguments])
                found = tangents(here.graph, node.id, {by.id: here.graph.number(1).id}, [a.id for a in arguments])
                node = here.graph.node(found.get(node.id, here.graph.number(0).id))
            else:
                node = here.graph.node(resolve(here, node, by, tree, variable, label, held))
    return with_given(here, node)


def _local(here: Setting, of: Tree, variable: Tree) -> Node:
    u, v = here.node(of), here.variable_node(variable)
    transparent = {
        id
        for id in here.graph.cone([u.id])
        if here.graph.cells[id][0] == NAME and here.scope.function(str(here.graph.label(id))) is not None
    }
    found = local(here.graph, u.id, v.id, transparent - {v.id})
    if found is None:
        raise Inapplicable
    names = {id for id in here.graph.cone([u.id]) if here.graph.cells[id][0] == NAME}
    note_jumps(here, u, v, stop=names - transparent - {u.id})
    return with_given(here, here.graph.node(found))


def _slot(here: Setting, of: Tree, variable: Tree) -> Node | None:
    """The partial of a written application f(x, g) by x: the other written arguments are held fixed."""
    if not (isinstance(of, Product) and len(of.factors) == 2 and isinstance(variable, Name)):
        return None
    (_, head), (_, bracket) = of.factors
    if not (isinstance(head, Name) and isinstance(bracket, Bracket) and len(bracket.parts) > 1 and not head.primes):
        return None
    if not applies(here, head, bracket):
        return None
    slots = [i for i, part in enumerate(bracket.parts) if isinstance(part, Name) and part.name == variable.name]
    if len(slots) != 1:
        return None
    args = [here.node(part) for part in bracket.parts]
    formal = here.graph.input("t", f"{here.scope.key}/{head.name}/slot")
    there = [formal if i == slots[0] else arg for i, arg in enumerate(args)]
    function = here.scope.function(head.name)
    if function is None and here.scope.formula(head.name) is not None:
        return None
    node = applied(here, head.name, function, there)
    slope = noted_total(here, node, formal, args[slots[0]])
    return here.graph.node(here.graph.substitute(slope, {formal.id: args[slots[0]].id}))
