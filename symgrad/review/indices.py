"""The indices of a section: which letters count, from where to where, and which names are families over them.

A letter counts if a sum binds it or a range is given for it. Places at which the same letter stands run over the same
range: in `p_i = e^{z_i}/\\sum_{j=1}^n e^{z_j}` the i of p runs from 1 to n because the j of z does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from symgrad.notation.families import Member, Places, is_letter, letters_of, numbered, taken_apart
from symgrad.notation.scope import Scope
from symgrad.notation.syntax import Name, Num, Over, Series, Tree, children, walk
from symgrad.review.lines import Line, Opened, trees_of
from symgrad.review.recurrences import first_inside, recurring

Place = tuple[object, ...]  # a bound letter, a free letter of a line, or a position in the indices of a family
Bounds = tuple[Tree, Tree]


LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
TOGETHER = frozenset("ijklmnpqrst")  # letters that may count where they stand together: w_ij
WORDS = {"in", "min", "lin", "sin", "sim", "kin", "pin", "spin", "tip", "km", "mm", "nm", "ms"}


def count_letters(opened: Opened) -> None:
    """Enter the letters that count: those that sums bind, and those that stand where such a letter stands elsewhere."""
    trees = [part for seen in opened.seen for tree in trees_of(seen.lines) for part in walk(tree)]
    names = {part.name for part in trees if isinstance(part, Name) and "_" in part.name}
    found = opened.scope.counts() | {part.index.name for part in trees if isinstance(part, (Series, Over))}
    found |= {letter for line in opened.lines if (letter := _ranged(line) or _of_members(line, names, trees))}
    found |= {letter for tree in trees if isinstance(tree, (Series, Over)) for letter in _beside_bound(tree)}
    found |= recurring([line for seen in opened.seen for line in seen.lines])
    while True:
        apart = [taken_apart(name, LETTERS) for name in names if name.partition("_")[2] not in WORDS]
        positions = {
            (*places.family, k)
            for places in apart
            for k, part in enumerate(places.parts)
            if not found.isdisjoint(letters_of(part))
        }
        more = {
            part[0]
            for places in apart
            for k, part in enumerate(places.parts)
            if isinstance(part, tuple)
            and len(part[0]) == 1
            and ((*places.family, k) in positions or _stands_beside(found, places))
        }
        if more <= found:
            break
        found |= more
    opened.scope.indices |= found


def _beside_bound(tree: Series | Over) -> Iterator[str]:
    """The letters of two that stand as an index in a sum over one of them: c in `\\sum_j A_{ij} V_{jc}`."""
    for part in walk(tree.body):
        if isinstance(part, Name) and part.name.partition("_")[2] not in WORDS:
            parts = taken_apart(part.name, LETTERS).parts
            letters = [part[0] for part in parts if is_letter(part)]
            if len(parts) == len(letters) == 2 and tree.index.name in letters:
                yield from letters


def _ranged(line: Line) -> str | None:
    """The letter that a line gives a range: `i ∈ \\{1, \\dots, n\\}`."""
    tree = line.trees[0]
    dots = any(token.kind == "dots" for token in line.statement.members[-1])
    declared = dots and line.statement.relations and line.statement.relations[-1].value == "∈"
    return tree.name if declared and isinstance(tree, Name) and len(tree.name) == 1 else None


def _of_members(line: Line, names: set[str], trees: Sequence[Tree]) -> str | None:
    """The letter of a formula for the members of a family that stand elsewhere: `p_k = e^{-m_k}` where p_1 does."""
    head = line.trees[0]
    letter = head.name.partition("_")[2] if isinstance(head, Name) and not head.primes else ""
    if letter not in TOGETHER or [token.value for token in line.statement.relations[:1]] not in (["="], [":="]):
        return None
    if any(isinstance(part, Name) and part.name == letter for part in trees):
        return None
    family = taken_apart(f"{head.name}", LETTERS).family  # type: ignore[union-attr]
    right = line.trees[1]
    moves = isinstance(right, Tree) and any(
        isinstance(part, Name) and part.name.partition("_")[2] == letter for part in walk(right)
    )
    return letter if moves and any(p.family == family for name in names for p in numbered(name)) else None


def _stands_beside(found: set[str], places: Places) -> bool:
    """Whether one of several letters in an index counts: then all of them do."""
    letters = {letter for part in places.parts for letter in letters_of(part)}
    return len(places.parts) > 1 and letters <= TOGETHER and not letters.isdisjoint(found)


def enter_families(scope: Scope) -> None:
    """Formulas of names with letters that count are formulas of families."""
    letters = scope.counts()
    for name, formula in scope.formulas.items():
        apart = taken_apart(name, letters)
        if apart.counts and apart.moves:
            scope.members.setdefault(apart.family, []).append(Member(apart, formula))


def run_indices(opened: Opened) -> None:
    """Enter the ranges of sums without one, and what stands; give each line its free letters."""
    scope = opened.scope
    letters = scope.counts()
    if not letters:
        return
    places = _Places(letters)
    for seen in opened.seen:
        for line in seen.lines:
            for tree in line.readable:
                places.visit(tree, line, {})
    for tree in trees_of(opened.lines):
        for part in walk(tree):
            if isinstance(part, Name):
                scope.standing.add(taken_apart(part.name, letters).family)
            elif isinstance(part, Over):
                scope.spans[part.start] = places.bounds(("bound", part.start), scope) or _unsaid(
                    part.start, part.index.name
                )
    for letter in letters:
        scope.reach[letter] = places.reach(letter, scope)
    scope.standing |= {taken_apart(name, letters).family for name in scope.letters}
    sizes = {high.name for _, high in places.written.values() if isinstance(high, Name)}
    for line in opened.lines:
        for letter in sorted(places.free.get(id(line), ())):
            low, high = places.bounds(("free", id(line), letter), scope) or _unsaid(line.statement.start, letter)
            first = first_inside(scope, line.names, letter) if scope.range_of(letter) is None else 1
            if first > 1 and isinstance(low, Num) and low.text.isdigit():
                first = max(first, int(low.text))
                low = Num(low.start, low.end, str(first))
                if isinstance(high, Name):
                    line.least[high.name] = max(first, line.least.get(high.name, 1))
            line.free[letter] = low, high
        for name in line.names:
            for index in taken_apart(name, sizes).parts:
                if isinstance(index, tuple) and index[0] in sizes:
                    line.least[index[0]] = max(1 - index[1], line.least.get(index[0], 1))
            apart = taken_apart(name, letters)
            for k, place in enumerate(apart.parts):
                bounds = places.bounds(("family", *apart.family, k), scope) if isinstance(place, int) else None
                if bounds is not None and isinstance(place, int) and isinstance(bounds[1], Name):
                    line.least[bounds[1].name] = max(place, line.least.get(bounds[1].name, 1))


def _unsaid(at: int, letter: str) -> Bounds:
    """An index of which no more is known runs from 1 to a size of its own."""
    return Num(at, at, "1"), Name(at, at, f"size of {letter}")


class _Places:
    """Where letters stand, and which places run over the same range."""

    def __init__(self, letters: set[str]) -> None:
        self.letters = letters
        self.above: dict[Place, Place] = {}
        self.bound: dict[Place, str] = {}  # place of a sum -> its letter
        self.written: dict[Place, Bounds] = {}  # ranges of sums
        self.unsaid: dict[Place, Over] = {}  # sums without a range
        self.free: dict[int, set[str]] = {}  # line -> its free letters

    def visit(self, tree: Tree, line: Line, bound: Mapping[str, Place]) -> None:
        if isinstance(tree, (Series, Over)):
            place: Place = "bound", tree.start
            self.bound[place] = tree.index.name
            if isinstance(tree, Series):
                self.written[place] = tree.low, tree.high
                self.visit(tree.low, line, bound)
                self.visit(tree.high, line, bound)
            else:
                self.unsaid[place] = tree
            self.visit(tree.body, line, {**bound, tree.index.name: place})
            return
        if isinstance(tree, Name):
            self._name(tree, line, bound)
        for child in children(tree):
            self.visit(child, line, bound)

    def _name(self, tree: Name, line: Line, bound: Mapping[str, Place]) -> None:
        apart = taken_apart(tree.name, self.letters)
        for k, part in enumerate(apart.parts):
            for letter in letters_of(part):
                place: Place = bound.get(letter, ("free", id(line), letter))
                if letter not in bound and letter in self.letters:
                    self.free.setdefault(id(line), set()).add(letter)
                if part == (letter, 0) and not (apart.base == "delta" and len(apart.parts) == 2):  # Kronecker's
                    self._join(place, ("family", *apart.family, k))

    def _join(self, a: Place, b: Place) -> None:
        a, b = self._top(a), self._top(b)
        if a != b:
            self.above[a] = b

    def _top(self, place: Place) -> Place:
        while place in self.above:
            place = self.above[place]
        return place

    def reach(self, letter: str, scope: Scope) -> Bounds:
        """The range of a letter wherever it stands: given, that of the first sum over it, or that of its families."""
        bound = [place for place, name in self.bound.items() if name == letter]
        free = [place for place in (*self.above, *self.above.values()) if place[0] == "free" and place[2] == letter]
        for place in (*bound, *free):
            if (found := self.written.get(place) or self.bounds(place, scope)) is not None:
                return found
        return _unsaid(0, letter)

    def bounds(self, place: Place, scope: Scope) -> Bounds | None:
        """The range that a place runs over: the one given for its letter, or that of a sum over the same family."""
        if place[0] == "free" and (given := scope.range_of(str(place[2]))) is not None:
            return given
        top = self._top(place)
        for other, written in self.written.items():
            if self._top(other) == top:
                return written
        for other in {*self.above, *self.above.values(), place}:
            if other[0] == "free" and self._top(other) == top and (given := scope.range_of(str(other[2]))) is not None:
                return given
        for other, tree in self.unsaid.items():
            if self._top(other) == top:
                return _unsaid(tree.start, tree.index.name)
        return None
