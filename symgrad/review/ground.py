"""What the signs of a section are judged by: its scope, its assumptions, and the values given so far."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from operator import mul
from typing import NamedTuple

from symgrad.graph import Graph, Node, rational
from symgrad.graph.sizes import Sizes
from symgrad.graph.table import INPUT
from symgrad.notation.arrays import touches
from symgrad.notation.families import Places, letters_of, numbered, taken_apart
from symgrad.notation.meaning import Inapplicable, Meaning, Unresolved
from symgrad.notation.meaning.ranges import whole
from symgrad.notation.plain import plain
from symgrad.notation.scope import Function, Scope, names_in
from symgrad.notation.syntax import Name, Num, Tree, Unread
from symgrad.proof import Sign, Verdict, judge, judge_order, judge_under
from symgrad.review.lines import Doubt, Line, Opened, Relation, Supposed
from symgrad.review.report import Step


class Open(NamedTuple):
    """A doubt about some inputs: why, what they satisfy in the narrow sense, whether they are real."""

    inputs: frozenset[int]
    reason: str
    stricter: tuple[Sign, ...]
    real: bool


class Premise(NamedTuple):
    """An equation that the text assumes, as nodes. tied: which names it gives the derivatives of, and by what."""

    sides: tuple[int, int]
    text: str
    tied: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Wrong:
    """A wrong line: what it says something about, and what it says."""

    step: Step
    subject: Tree
    stated: Tree


class Ground:
    """The ground under one section's claims; it changes from line to line."""

    def __init__(self, opened: Opened) -> None:
        self.lines, self.scope, self.title = opened.lines, opened.scope, opened.section.title
        self.prose = opened.section.prose
        self.general: Scope | None = None  # the scope in which names are free that formulas were found for
        self.solved: set[str] = set()  # these names
        self.values: dict[str, Tree] = {}
        for other in reversed(opened.sees):
            self.values |= other.values
        self.sizes = Sizes()  # the dimensions that the section's declarations and formulas speak of
        self.layout: dict[str, tuple[str, int]] = {}  # kind of derivative -> its layout and the line that shows it
        self.supplied: dict[str, Tree] = {}  # by the line that is judged now
        self.wrong: list[Wrong] = []  # the last wrong lines, on which later ones may rest
        self.judged: dict[tuple[int, int, tuple[Sign, ...]], Verdict] = {}
        self.premises: list[Premise] = []
        self.sized: list[tuple[Tree, Tree]] = []  # premises with a symbolic size
        self.for_all: list[tuple[set[str], str]] = []  # names and text of premises with a free index
        self.supposed = [supposed for seen in opened.seen for supposed in seen.supposed]
        self.demands: list[Supposed] = []  # the conditions from which the line that is judged now goes on
        self.trusting = False  # whether what words say of names with formulas is taken for granted
        self.outputs = _outputs(self.scope)
        self.assume: list[Sign] = []
        self.elements: dict[int, list[int]] = {}  # input -> all that it can be
        self.doubts: list[Open] = []
        self.bounds: list[Relation] = []  # inequalities about arrays that hold throughout
        self.bound_here: list[Relation] = []  # those that the line is said to hold for
        for seen in opened.seen:
            self._enter(seen)
        self.throughout = self.assume
        self.restricted = False  # whether the line is said to hold for less than what holds throughout

    @property
    def graph(self) -> Graph:
        return self.scope.graph

    def redefine(self, line: Line) -> None:
        """The names that a line defines anew mean that from here on."""
        if line.solves:
            self.general = self.general or self.scope
            self.solved |= line.redefines.keys()
        elif self.general is not None:
            self.general = self.general.fork()
            _enter_formulas(self.general, line)
        self.start_anew()
        _enter_formulas(self.scope, line)

    @contextmanager
    def in_general(self) -> Iterator[None]:
        """Judge for a while where names are free that formulas were found for."""
        before = self.scope, self.judged
        self.scope, self.judged = self.general or self.scope, {}
        try:
            yield
        finally:
            self.scope, self.judged = before

    def start_anew(self, scope: Scope | None = None) -> None:
        """Formulas are built again from here on: something is given another meaning, or what it had in a scope."""
        self.scope = (scope or self.scope).fork()
        self.judged.clear()

    @contextmanager
    def seeing(self, scope: Scope) -> Iterator[Scope]:
        """Judge in another scope for a while."""
        before, self.scope = self.scope, scope
        try:
            yield scope
        finally:
            self.scope = before

    @contextmanager
    def assuming(self, signs: Iterable[Sign]) -> Iterator[None]:
        """Judge under these assumptions for a while."""
        before = self.assume, self.judged
        self.assume = list(signs)
        if self.assume != before[0]:
            self.judged = {}
        try:
            yield
        finally:
            self.assume, self.judged = before

    def _enter(self, opened: Opened) -> None:
        """What the text assumes and declares, as nodes; what has no node is a doubt."""
        for relation in opened.assumed:
            if self._is_of_arrays(relation):
                self.bounds.append(relation)
                continue
            sign = self._sign(relation)
            if sign is None:
                self._doubt(Doubt(_names(relation), "what is assumed of {} has no meaning here"))
            else:
                self.assume.append(sign)
        for tree in opened.domains.whole:
            node = self.node(tree)
            if node is not None:
                self.assume.append((node.id, "Z"))
        for tree, values in opened.domains.elements:
            node, found = self.node(tree), [self.node(value) for value in values]
            members = [value for value in found if value is not None]
            if node is None or len(members) < len(found):
                self._doubt(Doubt(frozenset(names_in(tree)), "the elements that {} can be have no meaning here"))
                continue
            self.assume.append((reduce(mul, (node - value for value in members)).id, "="))
            if self.graph.cells[node.id][0] == INPUT:
                self.elements[node.id] = [value.id for value in members]
        for doubt in opened.domains.doubts:
            self._doubt(doubt)

    def node(self, tree: Tree) -> Node | None:
        """The node of a tree; None where it has no meaning."""
        try:
            return Meaning(self.scope).node(tree)
        except (Unresolved, Unread, Inapplicable):
            return None

    def _is_of_arrays(self, relation: Relation) -> bool:
        return touches(self.scope, relation[0]) or touches(self.scope, relation[2])

    def _sign(self, relation: Relation) -> Sign | None:
        a, b = self.node(relation[0]), self.node(relation[2])
        return None if a is None or b is None else assumption(a, relation[1], b)

    def _doubt(self, doubt: Doubt) -> None:
        nodes = [self.node(Name(0, 0, name)) for name in sorted(doubt.names)]
        inputs = frozenset(self.graph.free(*(node.id for node in nodes if node is not None)))
        reason = doubt.reason.format(", ".join(sorted(doubt.names)))
        stricter = tuple(sign for relation in doubt.stricter if (sign := self._sign(relation)) is not None)
        self.doubts.append(Open(inputs, reason, stricter, doubt.real))

    def judge(self, a: int, b: int) -> Verdict:
        key = (a, b, tuple(self.assume))
        found = self.judged.get(key)
        if found is None:
            found = self.judged[key] = self._judge(a, b)
        return found

    def _judge(self, a: int, b: int) -> Verdict:
        found = judge(self.graph, a, b, assume=self.assume)
        free = set(self.graph.free(a, b))
        premises = [premise for premise in self.premises if free & set(self.graph.free(*premise.sides))]
        if found.holds or not premises:
            return found
        under = judge_under(self.graph, [premise.sides for premise in premises], a, b, self.assume)
        return under.noting(f"where {', '.join(premise.text for premise in premises)}")

    def suppose(self, premise: Premise) -> None:
        """Claims from here on are judged where this equation holds."""
        self.premises = [*self.premises, premise]
        self.judged.clear()

    @contextmanager
    def at_these_sizes(self) -> Iterator[None]:
        """Claims are judged under the premises and conditions as they are at the sizes of the scope."""
        before = self.premises
        for left, right in (*self.sized, *((one.left, one.right) for one in self.demands)):
            a, b = self.node(left), self.node(right)
            if a is not None and b is not None:
                self.suppose(Premise((a.id, b.id), f"{plain(left)} = {plain(right)}"))
        try:
            yield
        finally:
            if self.premises != before:
                self.premises = before
                self.judged.clear()

    def supposed_at(self, line: Line) -> list[Supposed]:
        """The equations about arrays that hold at a line."""
        given = [one for one in self.supposed if one.start <= line.statement.start]
        given = [one for one in given if self.trusting or not self.is_of_formula(one)]
        return [*given, *(one for one in self.demands if not any(_alike(one, other) for other in given))]

    def is_of_formula(self, one: Supposed) -> bool:
        """Whether words say it of a name with a formula: that is a claim, which the formula decides."""
        return one.said is not None and self.scope.formula(one.said[0]) is not None

    @contextmanager
    def trusted(self) -> Iterator[None]:
        """Judge as if what words say of names with formulas were given."""
        before, self.judged, self.trusting = self.judged, {}, True
        try:
            yield
        finally:
            self.judged, self.trusting = before, False

    @contextmanager
    def where(self, demands: list[Supposed]) -> Iterator[None]:
        """Claims are judged where conditions on arrays hold."""
        self.demands = demands
        try:
            yield
        finally:
            self.demands = []

    def under(self, line: Line) -> None:
        """From here on judge under what the line is said to hold for, and what holds throughout."""
        self.bound_here = [relation for relation in line.under if self._is_of_arrays(relation)]
        others = (relation for relation in line.under if relation not in self.bound_here)
        signs = [sign for relation in others if (sign := self._sign(relation)) is not None]
        self.restricted = bool(line.under)
        self.assume = [*self.throughout, *signs]

    def about_members(self, *nodes: int) -> list[Sign]:
        """What is assumed, also of the members of families below some nodes: `w_l > 0` says it of w_2, too."""
        letters = self.scope.counts()
        free = {id: numbered(str(self.graph.label(id))) for id in self.graph.free(*nodes)} if letters else {}
        found: list[Sign] = []
        for id, how in self.assume:
            families = {x: taken_apart(str(self.graph.label(x)), letters) for x in self.graph.free(id)}
            families = {x: places for x, places in families.items() if places.moves}
            if not families or families.keys() & free.keys():
                found.append((id, how))
            for choice in self._choices(families.values(), [places for each in free.values() for places in each]):
                put = {x: Meaning(self.scope).named(places.at(choice).name).id for x, places in families.items()}
                found.append((self.graph.substitute(id, put), how))
        return list(dict.fromkeys(found))

    def _choices(self, families: Collection[Places], members: Iterable[Places]) -> list[dict[str, int]]:
        """Numbers for the letters of families, within their ranges, at which one of them is one of the members."""
        letters = {letter for places in families for part in places.parts for letter in letters_of(part)}
        found = [choice for wanted in members for places in families if (choice := places.letters(wanted))]
        return [
            choice
            for k, choice in enumerate(found)
            if choice.keys() == letters
            and choice not in found[:k]
            and all(self._ranges_over(letter, at) for letter, at in choice.items())
        ]

    def _ranges_over(self, letter: str, at: int) -> bool:
        """Whether a number lies in the range of a letter; from 1 on where none is given."""
        low, high = self.scope.range_of(letter) or (Num(0, 0, "1"), None)
        try:
            meaning = Meaning(self.scope)
            return whole(meaning, low) <= at and (high is None or at <= whole(meaning, high))
        except (Unresolved, Unread, Inapplicable):
            return False

    def excludes(self, node: int) -> bool:
        """Whether a node is nowhere zero by what is assumed."""
        graph, zero = self.graph, self.graph.number(0).id
        value = rational(graph, node)
        if value is not None:
            return value != 0
        minus = (-graph.node(node)).id
        for id, how in self.assume:
            if how in (">", "!=") and any(judge(graph, id, other).kind == "proved" for other in (node, minus)):
                return True
        orders = (judge_order(graph, zero, other, "<", self.assume) for other in (node, minus))
        return bool(self.assume) and any(order.kind == "proved" for order in orders)


def _enter_formulas(scope: Scope, line: Line) -> None:
    """The formulas that a line gives names anew."""
    for name, (params, body) in line.redefines.items():
        function = scope.function(name)
        if params is None and function is not None:
            params = function.params
        if params is not None:
            scope.functions[name] = Function(params, body)
        scope.formulas[name] = body


def _outputs(scope: Scope) -> frozenset[str]:
    """Names with a formula that no other formula uses."""
    formulas = [item for one in scope.chain for item in one.formulas.items()]
    used = set().union(*(names_in(tree) - {name} for name, tree in formulas))
    names = {name for name, _ in formulas} - used
    letters = scope.counts()
    families = {taken_apart(name, letters).family for name in used} if letters else set()
    return frozenset(
        name
        for name in names
        if not (letters and taken_apart(name, letters).moves) or taken_apart(name, letters).family not in families
    )


def assumption(a: Node, relation: str, b: Node) -> Sign:
    """`a relation b` as a node that stands so to zero."""
    gap = a - b if relation in (">", "≥", "≠") else b - a
    return gap.id, {"<": ">", "≤": ">=", ">": ">", "≥": ">="}.get(relation, "!=")


def _alike(one: Supposed, other: Supposed) -> bool:
    return one.left == other.left and one.right == other.right and one.unknowns == other.unknowns


def _names(relation: Relation) -> frozenset[str]:
    return frozenset(names_in(relation[0]) | names_in(relation[2]))
