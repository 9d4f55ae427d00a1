"""Trees to terms: what a formula of vectors and matrices means, with its shapes, before sizes are given."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from symgrad.graph.sizes import ONE, Misfit, Shape
from symgrad.graph.terms import Terms, is_vector
from symgrad.notation.arrays import derivatives, maps, placed, powers, products
from symgrad.notation.arrays.conventions import noted
from symgrad.notation.arrays.entrywise import lifted
from symgrad.notation.arrays.kinds import array_of_entry, is_array, kind_by_letter, touches
from symgrad.notation.arrays.layout import Layout
from symgrad.notation.arrays.loose import Loose
from symgrad.notation.arrays.maps import Linear, Misplaced
from symgrad.notation.meaning import Meaning, Unresolved
from symgrad.notation.scope import Scope
from symgrad.notation.syntax import (
    Bracket,
    Call,
    Cases,
    Derivative,
    Differential,
    Either,
    Filled,
    Frac,
    Indicator,
    Matrix,
    Nabla,
    Name,
    NonScalar,
    Norm,
    Num,
    Over,
    Power,
    Prime,
    Product,
    Root,
    Series,
    Sum,
    Transpose,
    Tree,
    Unread,
    bare,
    walk,
)

LOSS = re.compile(r"(?:[lLJEC]|ell)(?:_|$)")  # letters of losses: what has no formula is a number by its letter


class Misshapen(Unresolved):
    """A formula whose parts do not fit together."""

    def __init__(self, reason: str, start: int, end: int) -> None:
        super().__init__(reason)
        self.start, self.end = start, end


@dataclass
class Builder:
    """Builds the terms of one claim in one scope, under one layout and one reading.

    bits: the kinds of derivatives whose layout was asked for. letters: index letters and the dimensions they run over.
    """

    scope: Scope
    terms: Terms
    layout: Layout = field(default_factory=Layout)
    modes: Mapping[int, str] = field(default_factory=dict)
    variable: str | None = None
    second: bool = False
    env: dict[str, int] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)
    bits: set[str] = field(default_factory=set)
    letters: dict[str, int] = field(default_factory=dict)
    bound: set[str] = field(default_factory=set)
    names: dict[str, int] = field(default_factory=dict)
    differentials: dict[str, int] = field(default_factory=dict)
    guessed: dict[str, str] = field(default_factory=dict)
    building: list[str] = field(default_factory=list)
    touched: dict[tuple[str, bool], bool] = field(default_factory=dict)  # what is known of names, see `touches`
    loose: Loose | None = None  # how notation with several meanings is taken, if at all
    sized: bool = True  # a size in a formula of numbers is a number, at the sizes that are given

    def term(self, tree: Tree) -> int:
        """The term of a tree. Raises Unresolved (Misshapen where shapes do not fit), Inapplicable or Unread."""
        found = self.value(tree)
        if isinstance(found, Linear):
            raise Misplaced()
        return found

    def value(self, tree: Tree) -> int | Linear:
        """A term, or a map that only products can take."""
        try:
            return self._value(tree)
        except Misfit as misfit:
            raise Misshapen(str(misfit), tree.start, tree.end) from None

    def _value(self, tree: Tree) -> int | Linear:
        apply = self.terms.apply
        match tree:
            case Bracket(parts=(part,)):
                return self.value(part)
            case Either(first=first, second=second):
                return self.value(second if self.second else first)
            case Name():
                return self._name(tree)
            case Product():
                return products.product(self, tree)
            case Derivative():
                return derivatives.derivative(self, tree)
            case Differential(body=body) if self.touches(body):
                return derivatives.differential(self, self.value(body), bare(body))
            case Nabla():
                return derivatives.gradient(self, tree)
            case Bracket(parts=listed) | Transpose(body=Bracket(parts=listed)) if len(listed) > 1:
                return self._written(listed, 1)  # (a, b) is a column, as (a, b)^T is
        if not self.touches(tree):
            return self.scalar(tree)
        match tree:
            case Sum(terms=parts):
                return self._sum(parts)
            case Transpose(body=body):
                inner = self.filled(body, ONE) if isinstance(body, Filled) else self.value(body)
                return inner.transpose if isinstance(inner, Linear) else apply("transpose", inner)
            case Matrix(rows=rows):
                return self._written([x for row in rows for x in row], len(rows[0]))
            case Filled():
                return self.filled(tree, self.terms.sizes.unknown())
            case Norm(body=body, order=order):
                return self._norm(body, order, "")
            case Power():
                return self._power(tree)
            case Frac(top=top, bottom=bottom):
                return products.quotient(self, self.value(top), self.value(bottom))
            case (
                Over(kind=kind, index=Name() as index, within=None, body=body)
                | Series(kind=kind, index=index, body=body)
            ):
                return placed.over(self, tree, kind, index, body)
            case Prime(body=body, primes=1) if not self.terms.is_scalar(self.term(body)):
                return apply("transpose", self.term(body))
            case Call(function="abs", args=(arg,)):
                return self._bars(tree, arg)
            case Call() | Cases() | Indicator() | Root():
                return lifted(self, tree)
            case NonScalar():
                raise Unread(tree.why, tree.start, tree.end)
        raise Unresolved("this is not read of vectors and matrices")

    def touches(self, tree: Tree) -> bool:
        return touches(self.scope, tree, self.touched) or any(
            isinstance(part, Name) and (part.name in self.env or self._is_identity(part.name)) for part in walk(tree)
        )

    def _written(self, trees: Sequence[Tree], columns: int) -> int:
        """A matrix that is written out: of numbers."""
        entries = list(map(self.term, trees))
        if not all(map(self.terms.is_scalar, entries)):
            raise Unresolved("a matrix of blocks is not read: its entries are vectors or matrices")
        return self.terms.apply("blocks", *entries, data=columns)

    def filled(self, tree: Filled, columns: int) -> int:
        """Zeros or ones: a column in a product, and of the shape that is wanted in a sum."""
        shape = self.terms.sizes.unknown(many=True), columns
        return self.terms.leaf("fill", shape, (int(tree.number), tree.start))

    def meaning(self) -> Meaning:
        """The scalar meaning of this scope."""
        return Meaning(self.scope, self.modes, self.variable, second=self.second)

    def scalar(self, tree: Tree) -> int:
        """A formula of numbers alone, as one leaf."""
        open_ = placed.number(self, tree)
        if open_ is not None:
            return open_
        meaning = self.meaning()
        node = meaning.node(tree)
        self.notes.update(noted(meaning))
        return self.terms.leaf("node", (ONE, ONE), node.id)

    def number(self, value: int) -> int:
        return self.terms.leaf("node", (ONE, ONE), self.scope.graph.number(value).id)

    # ----- names -----

    def _name(self, tree: Name) -> int:
        name = tree.name
        if tree.dots:
            raise Unresolved("a dot over what is made of arrays is not read yet")
        if name in self.env:
            found = self.env[name]
        elif name == "I" and self._is_identity(name):
            found = self._identity()  # det(I + A B) = det(I + B A): every one has the size of its place
        elif (entry := array_of_entry(self.scope, name)) is not None and self.scope.formula(name) is None:
            return placed.entry(self, entry)
        elif (member := placed.member(self, name)) is not None:
            found = member
        else:
            found = placed.note_open(self, self.named(name))
        if tree.primes == 1 and not self.terms.is_scalar(found):
            return self.terms.apply("transpose", found)
        if tree.primes:
            return self.scalar(tree)
        return found

    def named(self, name: str) -> int:
        """The term of a bare name."""
        if name not in self.names:
            if name in self.building:
                raise Unresolved(f"{name} is defined by itself")
            self.building.append(name)
            try:
                self.names[name] = self._fresh(name)
            finally:
                self.building.pop()
        return self.names[name]

    def _fresh(self, name: str) -> int:
        scope, terms = self.scope, self.terms
        formula, edges = scope.formula(name), scope.edges_of(name)
        declared = scope.shape(name)
        if formula is None and self._is_identity(name):
            return self._identity(name.partition("_")[2])
        if not touches(scope, Name(0, 0, name), self.touched):
            return self.scalar(Name(0, 0, name))
        if formula is not None:
            inner = Builder(
                scope, terms, notes=self.notes, names=self.names, building=self.building, guessed=self.guessed,
                differentials=self.differentials, sized=self.sized, touched=self.touched,
            )  # fmt: skip
            body = inner.term(formula)
            if declared is not None:
                self._hold(name, terms.shape(body))
            elif "__" in name and not terms.sizes.is_one(terms.shape(body)[1]):
                raise Unresolved(f"{name} belongs to one example, and its formula is declared for all of them")
            return terms.shaped("name", (body,), terms.shape(body), name)
        shape = self.shape_of(name)
        if edges:
            function = scope.function(name)
            if not is_array(scope, name) and declared is None and function is None and not LOSS.match(name):
                self.guessed[name] = "number"
            below = tuple(self.named(edge) for edge in edges)
            return terms.shaped("opaque", below, shape, (name, function is not None and function.general))
        if is_array(scope, name):
            return terms.leaf("input", shape, name)
        return self.scalar(Name(0, 0, name))

    def _is_identity(self, name: str) -> bool:
        return (name == "I" or name.startswith("I_")) and not self.scope.knows(name) and self.scope.shape(name) is None

    def _identity(self, size: str = "") -> int:
        """I, and I_n: of the size n where that is one of a declared shape, else of one that its places tell."""
        sizes = self.terms.sizes
        n = sizes.of(size) if size and self.scope.is_size(size) else sizes.unknown(many=True)
        return self.terms.leaf("identity", (n, n), sizes.find(n))

    def shape_of(self, name: str) -> Shape:
        """The shape of a name without formula: declared, or by its type or use."""
        sizes, declared = self.terms.sizes, self.scope.shape(name)
        if declared is not None:
            return sizes.of(declared.rows), sizes.of(declared.columns)
        if not is_array(self.scope, name):
            return ONE, ONE
        kind = self.scope.use_of(name) or kind_by_letter(name)
        self.guessed[name] = kind
        rows = sizes.unknown(f"length of {name}" if kind == "vector" else f"rows of {name}", many=True)
        return rows, (ONE if kind == "vector" else sizes.unknown(f"columns of {name}", many=True))

    def _hold(self, name: str, shape: Shape) -> None:
        """A formula must have the shape that is declared."""
        sizes, declared = self.terms.sizes, self.scope.shape(name)
        assert declared is not None
        for d, text in zip(shape, (declared.rows, declared.columns), strict=True):
            try:
                sizes.same(d, sizes.of(text))
            except Misfit:
                stated = f"({declared.rows} × {declared.columns})"
                found = f"({sizes.text(shape[0])} × {sizes.text(shape[1])})"
                raise Unresolved(
                    f"{name} is declared as {stated} in line {declared.line}, but its formula is {found}"
                ) from None

    # ----- sums, powers, norms -----

    def _sum(self, parts: tuple[tuple[str, Tree], ...]) -> int | Linear:
        found: int | Linear | None = None
        trees: list[Tree] = []
        for sign, tree in parts:
            value = self.value(tree)
            if isinstance(value, Linear) or isinstance(found, Linear):
                found = maps.total(self, found, sign, value)
            elif found is None:
                found = self.terms.apply("neg", value) if sign == "-" else value
            else:
                a, b = self._broadcast(found, value, trees[-1], tree)
                try:
                    found = self.terms.apply("sub" if sign == "-" else "add", a, b)
                except Misfit:
                    shapes = f"{self.terms.text(a)} and {self.terms.text(b)}"
                    raise Misshapen(f"a sum of {shapes}", parts[0][1].start, tree.end) from None
            trees.append(tree)
        assert found is not None
        return found

    def _broadcast(self, a: int, b: int, left: Tree, right: Tree) -> tuple[int, int]:
        """A number beside an array stands in every place of it; a bias stands in every column (or row) of a batch."""
        terms, sizes = self.terms, self.terms.sizes
        for one, other, tree in ((a, b, left), (b, a, right)):
            shape, whole = terms.shape(one), terms.shape(other)
            if terms.is_scalar(one) and not terms.is_scalar(other):
                if not isinstance(bare(tree), Num):
                    continue
                self.notes.setdefault("a number beside an array stands in each of its places")
            elif not is_vector(sizes, shape) or ONE in map(sizes.find, whole) or all(map(sizes.fit, shape, whole)):
                continue
            else:
                where = "column" if sizes.is_one(shape[1]) else "row"
                self.notes.setdefault(f"a {where} beside a matrix is added to each of its {where}s")
                k = 0 if where == "column" else 1
                sizes.same(shape[k], whole[k])
            wide = terms.apply("repeated", one, other)
            return (wide, b) if one == a else (a, wide)
        return a, b

    def _norm(self, body: Tree, order: Tree | None, squared: str) -> int:
        kind = order.text if isinstance(order, Num) else order.name if isinstance(order, Name) else "2"
        inner = self.term(body)
        matrix = not is_vector(self.terms.sizes, self.terms.shape(inner)) and not self.terms.is_scalar(inner)
        if kind not in ("1", "2", "F") or (matrix and kind != "F"):
            raise Unresolved("of a matrix the Frobenius norm is read, of a vector the norms 1 and 2")
        if kind == "1" and squared:
            norm = self.terms.apply("norm", inner, data="1")
            return self.terms.apply("scale", norm, norm)
        return self.terms.apply("norm", inner, data="1" if kind == "1" else "2" + squared)

    def _power(self, tree: Power) -> int:
        norm, exponent = bare(tree.base), tree.exponent
        if isinstance(norm, Norm) and isinstance(exponent, Num) and exponent.text == "2":
            return self._norm(norm.body, norm.order, "²")
        return powers.power(self, tree)

    def _bars(self, tree: Tree, arg: Tree) -> int:
        inner = self.term(arg)
        shape = self.terms.shape(inner)
        if self.terms.is_scalar(inner):
            return lifted(self, tree)
        if is_vector(self.terms.sizes, shape):
            raise Unresolved("bars around a vector: its length \\| \\|, or the absolute value of each entry?")
        self.notes.setdefault("bars around a matrix are its determinant")
        return self.terms.apply("det", inner)
