"""The possible readings of a member: which of its partials are total, which local."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

from symgrad.notation.meaning import Inapplicable, Meaning, Unresolved
from symgrad.notation.scope import Scope
from symgrad.notation.syntax import Derivative, Either, Name, Product, Sum, Tree, bare, children, walk

PLACES = ("start", "end", "glued", "face")  # what does not make two trees different


@dataclass(frozen=True)
class Reading:
    """One way to read a member: its node, the mode (total, forward, reverse, paths, local) and what to note.

    jumps: nodes; where one of them is zero, a derivative in the member is a convention.
    """

    node: int
    mode: str
    notes: tuple[str, ...] = ()
    jumps: tuple[int, ...] = ()
    second: bool = False


def readings(
    tree: Tree,
    scope: Scope,
    variable: str | None,
    outputs: frozenset[str],
    left: bool,
) -> list[Reading]:
    """Every reading of a member that exists, the total one first; equal nodes count once.

    outputs: names that nothing uses; as left members their partials are total. Raises Unresolved or Unread
    where not even the total reading has a meaning.
    """
    found: dict[tuple[int, bool], Reading] = {}
    whys = dict.fromkeys(part.why for part in walk(tree) if isinstance(part, Either))
    for second in (False, True) if whys else (False,):
        for mode, modes in _declared(tree, scope) or _modes(tree, outputs, left):
            meaning = Meaning(scope, modes, variable, second=second, partial=True)
            try:
                node = meaning.node(tree).id
            except Inapplicable:
                continue
            note = (_local_note(tree),) if mode == "local" and not scope.declared_partials() else ()
            found.setdefault((node, second), Reading(node, mode, (*meaning.notes, *note), tuple(meaning.jumps), second))
    if not found:
        raise Unresolved("partials are local here, and this one is taken by what is no direct operand")
    if len({reading.node for reading in found.values() if reading.mode == "total"}) > 1:
        return [replace(reading, notes=(*reading.notes, *whys)) for reading in found.values()]
    return list(found.values())


def modes_of(tree: Tree, mode: str, outputs: frozenset[str]) -> dict[int, str]:
    """Which derivatives of a member are local (by their place) when it is read in a mode."""
    return dict(_modes(tree, outputs, False)).get(mode, {})


def ways(tree: Tree, scope: Scope) -> list[tuple[str, dict[int, str]]]:
    """The ways to read a member's partials, the total one first: (name, place of a derivative -> 'local')."""
    return _declared(tree, scope) or list(_modes(tree, frozenset(), False))


def _declared(tree: Tree, scope: Scope) -> list[tuple[str, dict[int, str]]]:
    """The one way that the text declares, where partials stand: all local, as a variable at hand is no other path."""
    declared, places = scope.declared_partials(), [at for at, _ in _roles(tree)]
    if not declared or not places:
        return []
    return [("local", dict.fromkeys(places, "local")) if declared == "local" else ("total", {})]


def _modes(tree: Tree, outputs: frozenset[str], left: bool) -> Iterator[tuple[str, dict[int, str]]]:
    yield "total", {}
    roles = dict(_roles(tree))
    if not roles:
        return
    if any(role != "alone" for role in roles.values()):
        chained = any(role in ("inner", "outer", "middle") for role in roles.values())
        yield "forward", {at: "local" for at, role in roles.items() if role != "inner"}
        if chained:
            yield "reverse", {at: "local" for at, role in roles.items() if role != "outer"}
            yield "paths", dict.fromkeys(roles, "local")
        return
    top = _only(tree)
    if left and top is not None and isinstance(top.of, Name) and top.of.name in outputs:
        return
    yield "local", dict.fromkeys(roles, "local")


def _only(tree: Tree) -> Derivative | None:
    tree = bare(tree)
    return tree if isinstance(tree, Derivative) else None


def _roles(tree: Tree) -> Iterator[tuple[int, str]]:
    """(place, role) of every first-order partial: inner, middle, outer of a chain; lone in a product; or alone."""
    if isinstance(tree, Derivative):
        if tree.kind == "partial" and sum(order for _, order in tree.by) == 1:
            yield tree.start, "alone"
        return
    if isinstance(tree, Product):
        chain = [_only(factor) for _, factor in tree.factors]
        links = [d for d in chain if d is not None and len(d.by) == 1 and d.by[0][1] == 1]
        tops, bottoms = {_key(d.of) for d in links}, {_key(d.by[0][0]) for d in links}
        linked = len(links) > 1 and bool(tops & bottoms)
        for derivative, (_, factor) in zip(chain, tree.factors, strict=True):
            if derivative is None or derivative not in links:
                yield from _within(factor)
            elif derivative.kind == "partial":
                if not linked:
                    yield derivative.start, "lone"
                elif _key(derivative.by[0][0]) not in tops:
                    yield derivative.start, "inner"
                else:
                    yield derivative.start, "outer" if _key(derivative.of) not in bottoms else "middle"
        return
    if isinstance(tree, Sum) and len(tree.terms) > 1:
        for _, term in tree.terms:
            yield from _within(term)
        return
    for child in children(tree):
        yield from _roles(child)


def _within(tree: Tree) -> Iterator[tuple[int, str]]:
    for at, role in _roles(tree):
        yield at, "lone" if role == "alone" else role


def written_alike(first: Tree, second: Tree) -> bool:
    """Whether two trees are the same but for their places."""
    return _key(first) == _key(second)


def _key(part: object) -> object:
    """A tree without places, for telling whether two are written alike."""
    if isinstance(part, Tree):
        kept = [getattr(part, field.name) for field in fields(part) if field.name not in PLACES]
        return type(part).__name__, *map(_key, kept)
    return tuple(map(_key, part)) if isinstance(part, tuple) else part


def _local_note(tree: Tree) -> str:
    top = _only(tree)
    if top is not None and isinstance(top.of, Name) and isinstance(top.by[0][0], Name):
        return f"read as the local partial of {top.of.name} by {top.by[0][0].name}; other paths are left out"
    return "read as a local partial; other paths are left out"
