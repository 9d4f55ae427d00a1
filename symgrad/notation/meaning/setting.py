"""What holds while trees become nodes, and the nodes of bare names."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from symgrad.graph import Graph, Node, Opaque
from symgrad.graph.table import INPUT
from symgrad.notation.families import letters_of, taken_apart
from symgrad.notation.meaning.unresolved import NeedsSize, Unresolved
from symgrad.notation.scope import Scope, names_below, names_in
from symgrad.notation.syntax import Name, Tree

LARGEST = 10**6  # exponents and bounds that are written down
STEPS = 20_000  # applications and terms of one formula
TOO_DEEP = "the definitions are nested too deeply"


@dataclass
class Setting(ABC):
    """One scope and one reading.

    modes: place of a derivative -> 'local' (else total). variable: what primes and bare functions are taken at.
    env: bound parameters. second: take the second reading where grammar leaves two. partial: cases may leave
    something out, which is noted. by_name: g'(u) is dg/du.
    """

    scope: Scope
    modes: Mapping[int, str] = field(default_factory=dict)
    variable: str | None = None
    env: dict[str, Node] = field(default_factory=dict)
    second: bool = False
    partial: bool = False
    by_name: bool = False
    notes: dict[str, None] = field(default_factory=dict)
    jumps: dict[int, None] = field(default_factory=dict)  # where one of these is zero, a derivative is a convention
    steps: int = 0  # applications and terms so far
    places: dict[str, int] = field(default_factory=dict)  # index or symbolic size -> the number it stands for

    def __post_init__(self) -> None:
        self.places = self.places or dict(self.scope.sizes)
        self.letters = frozenset(self.scope.counts())

    @property
    def graph(self) -> Graph:
        return self.scope.graph

    def step(self, what: str) -> None:
        """Count an application or a term. Raises Unresolved where a formula unfolds into too many."""
        self.steps += 1
        if self.steps > STEPS:
            raise Unresolved(f"{what} too often to be written out")

    @abstractmethod
    def node(self, tree: Tree) -> Node:
        """The node of a tree. Raises Unresolved, Inapplicable or Unread."""

    def named(self, name: str) -> Node:
        """The node of a bare name: over its formula, over the function that it stands for, or an input."""
        scope, graph = self.scope, self.graph
        if name in self.env:
            return self.env[name]
        if self.places and (formula := scope.formula(name)) is not None and self._moves(name, formula):
            return graph.named(name, replace(self, modes={}, variable=None, env={}).node(formula))
        found = scope.nodes.get(name)
        if found is None:
            found = scope.nodes[name] = self._fresh(name).id
        return graph.node(found)

    def _moves(self, name: str, formula: Tree) -> bool:
        """Whether an index that has a number here stands below a name that does not show it: e = y_i - x_i."""
        below = self.scope.moved.get(name)
        if below is None:
            letters, names = self.scope.counts(), names_below(self.scope, formula)
            inside = {
                letter for one in names for part in taken_apart(one, letters).parts for letter in letters_of(part)
            }
            shown = {letter for part in taken_apart(name, letters).parts for letter in letters_of(part)}
            below = self.scope.moved[name] = frozenset((inside | (names & letters)) - shown)
        return not below.isdisjoint(self.places)

    def _fresh(self, name: str) -> Node:
        scope, graph = self.scope, self.graph
        formula = scope.formula(name)
        member = scope.member(name) if formula is None else None
        if formula is None and member is None and not scope.knows(name) and not scope.edges_of(name):
            if name == "e":
                return graph.write("exp", graph.number(1))
            if name == "pi":
                return graph.pi
            return graph.input(name, scope.key)
        if name in scope.building:
            raise Unresolved(f"{name} is defined by itself")
        scope.building.append(name)
        try:
            if formula is not None:
                inner = replace(self, modes={}, variable=None, env={}, places={})
                return graph.named(name, inner.node(formula))
            if member is not None:
                body, numbers = member
                inner = replace(self, modes={}, variable=None, env={}, places={**scope.sizes, **numbers})
                return graph.named(name, inner.node(body))
            edges = [*self._every(scope.edges_of(name))]
            if edges:
                function = scope.function(name)
                general = function is not None and function.general
                opaque = Opaque(name, len(edges), (), general, stated=not general)
                return graph.named(name, graph.opaque(opaque, *(self.named(v) for v in edges)))
            return graph.input(name, scope.key)
        except RecursionError:
            raise Unresolved(TOO_DEEP) from None
        finally:
            scope.building.pop()

    def _every(self, names: Sequence[str]) -> Iterator[str]:
        """What a name depends on, for all numbers of the letters that are still open: L on z_1, z_2, ... by z_j.

        A letter above is the mark of an example, the same on both sides.
        """
        letters = self.scope.counts()
        for name in names:
            marks = {letter for part in taken_apart(name, letters).above for letter in letters_of(part)}
            places = taken_apart(name, letters).at({k: v for k, v in self.scope.sizes.items() if k in marks})
            open_ = dict.fromkeys(letter for part in places.below for letter in letters_of(part))
            ranges = [self._range(letter) for letter in open_]
            yield from (places.at(dict(zip(open_, numbers, strict=True))).name for numbers in product(*ranges))

    def _range(self, letter: str) -> range:
        ends = []
        for bound in self.scope.reach_of(letter):
            number = self.scope.number(bound)
            if number is None:
                if isinstance(bound, Name):
                    raise NeedsSize(bound.name)
                raise Unresolved(f"where {letter} ends is not said")
            ends.append(number)
        return range(ends[0], ends[-1] + 1)

    def placed(self, name: str) -> str:
        """The name with numbers for the letters that have a place: z_l at l = 2 is z_2, a_lm1 is a_1."""
        if not self.places or "_" not in name:
            return name
        places = taken_apart(name, self.letters.union(self.places))
        return places.at(self.places).name if places.moves else name

    def variable_node(self, tree: Tree) -> Node:
        """The node of what is differentiated by or goes to a limit: a bare name as it stands."""
        if isinstance(tree, Name) and not tree.primes and not tree.dots:
            name = self.placed(tree.name)
            return self.env.get(name) or self.named(name)
        return self.node(tree)

    def many(self, name: str, args: list[Node]) -> Node:
        """An operation of two operands over a list, from the left."""
        node = args[0]
        for other in args[1:]:
            node = self.graph.write(name, node, other)
        return node


def at_places(here: Setting, tree: Tree, places: Mapping[str, Node]) -> Node:
    """A formula with nodes for some of its names, also where these stand below other names in it: f of u, u of x."""
    scope, graph = here.scope, here.graph
    outside = replace(here, env={name: node for name, node in here.env.items() if name not in places})
    through = [
        name
        for name in names_in(tree) - places.keys() - outside.env.keys()
        if scope.formula(name) is not None or scope.edges_of(name)
    ]
    inputs = {outside.named(name).id: node.id for name, node in places.items()} if through else {}
    if not through or any(graph.cells[id][0] != INPUT for id in inputs):
        inner = replace(outside, env={**outside.env, **places})
        node = inner.node(tree)
    else:
        inner = outside
        node = graph.node(graph.substitute(inner.node(tree).id, inputs))
    here.steps = inner.steps
    return node
