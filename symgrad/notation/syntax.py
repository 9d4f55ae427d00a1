"""The syntax tree: what was written, with its place, before the scope says what it means."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar


class Unread(Exception):
    """Text that is not understood: the reason and the place (offsets into the source)."""

    def __init__(self, reason: str, start: int, end: int) -> None:
        super().__init__(reason)
        self.reason, self.start, self.end = reason, start, end


@dataclass(frozen=True, slots=True)
class Tree:
    """A node of the syntax tree; `start` and `end` are offsets into the source."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Num(Tree):
    text: str


@dataclass(frozen=True, slots=True)
class Name(Tree):
    """A name with its index and marks: `w_0`, `yhat`, `y__i` for y^{(i)}.

    glued: written right after a name. face: bold, cal, frak, sf or bb where it is written so.
    letters: of a word of plain text that may also be a product of letters, their names.
    """

    name: str
    primes: int = 0
    glued: bool = False
    dots: int = 0
    face: str = ""
    letters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sum(Tree):
    """Terms with their signs, `+` or `-`."""

    terms: tuple[tuple[str, Tree], ...]


@dataclass(frozen=True, slots=True)
class Product(Tree):
    """Factors with what stands before each: '' for juxtaposition, or '*', '×', '⊙', '∘', '⊗', '/'.

    Whether a name before a bracket is applied or multiplied is not decided here.
    """

    factors: tuple[tuple[str, Tree], ...]


@dataclass(frozen=True, slots=True)
class Power(Tree):
    base: Tree
    exponent: Tree

    @property
    def is_inverse(self) -> bool:
        """Whether the exponent is -1."""
        return is_minus_one(self.exponent)


@dataclass(frozen=True, slots=True)
class Bracket(Tree):
    """A bracketed list; one part unless it is a comma list. kind: ( [ {; given: how many stand before a bar."""

    kind: str
    parts: tuple[Tree, ...]
    given: int = 0


@dataclass(frozen=True, slots=True)
class Frac(Tree):
    top: Tree
    bottom: Tree


@dataclass(frozen=True, slots=True)
class Root(Tree):
    radicand: Tree
    degree: Tree | None


@dataclass(frozen=True, slots=True)
class Call(Tree):
    """A known function applied; `power` is an exponent between the name and the argument (sin^2 x)."""

    function: str
    args: tuple[Tree, ...]
    power: Tree | None = None
    base: Tree | None = None
    primes: int = 0


@dataclass(frozen=True, slots=True)
class Prime(Tree):
    """A bracket (or formula) with primes."""

    body: Tree
    primes: int


@dataclass(frozen=True, slots=True)
class Derivative(Tree):
    """kind: 'partial' or 'd'. by: (variable, order) outermost last; held: what a subscript holds fixed."""

    kind: str
    of: Tree
    by: tuple[tuple[Tree, int], ...]
    held: tuple[Tree, ...] = ()


@dataclass(frozen=True, slots=True)
class Differential(Tree):
    """`dx`, `d(uv)`: found by the scope, not by grammar."""

    body: Tree


@dataclass(frozen=True, slots=True)
class At(Tree):
    """A formula at values of names."""

    body: Tree
    values: tuple[tuple[Tree, Tree], ...]


@dataclass(frozen=True, slots=True)
class Comparison(Tree):
    """`left how right`, in conditions of cases and indicators (a chain has several)."""

    members: tuple[Tree, ...]
    how: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Indicator(Tree):
    condition: Tree


@dataclass(frozen=True, slots=True)
class Cases(Tree):
    """Values with their conditions; None is 'otherwise'."""

    cases: tuple[tuple[Tree, Tree | None], ...]


@dataclass(frozen=True, slots=True)
class Extremum(Tree):
    """kind: max, min, sup, inf, argmax or argmin of a body over variables."""

    kind: str
    variables: tuple[Tree, ...]
    body: Tree


@dataclass(frozen=True, slots=True)
class Limit(Tree):
    """The limit of a body as a variable goes to a point (None: infinity). side: '+', '-' or ''."""

    variable: Tree
    to: Tree | None
    side: str
    body: Tree


@dataclass(frozen=True, slots=True)
class Series(Tree):
    """kind: sum or prod of a body over an index from `low` to `high`."""

    kind: str
    index: Name
    low: Tree
    high: Tree
    body: Tree


@dataclass(frozen=True, slots=True)
class Integral(Tree):
    """The integral of a body over a variable from `low` to `high`."""

    variable: Name
    low: Tree
    high: Tree
    body: Tree


@dataclass(frozen=True, slots=True)
class Over(Tree):
    """kind: sum or prod of a body over an index in a set, or over all its values where no set is written."""

    kind: str
    index: Name
    within: Tree | None
    body: Tree


@dataclass(frozen=True, slots=True)
class Expectation(Tree):
    """kind: 'E' or 'Var' of a body, perhaps given a condition."""

    kind: str
    body: Tree
    given: Tree | None = None


@dataclass(frozen=True, slots=True)
class Either(Tree):
    """Two readings of one piece of text that grammar does not tell apart."""

    first: Tree
    second: Tree
    why: str


@dataclass(frozen=True, slots=True)
class Unknown(Tree):
    """A question mark, or dots."""

    mark: str


@dataclass(frozen=True, slots=True)
class NonScalar(Tree):
    """What has a meaning among vectors and matrices and none among numbers: `why` says so."""

    why: ClassVar[str] = "a vector or a matrix stands where one number is wanted"


@dataclass(frozen=True, slots=True)
class Matrix(NonScalar):
    """A matrix of written entries; one entry in each row makes a column."""

    rows: tuple[tuple[Tree, ...], ...]


@dataclass(frozen=True, slots=True)
class Filled(NonScalar):
    """A vector of which every entry is this number: \\mathbf{0}, \\mathbf{1}."""

    number: str


@dataclass(frozen=True, slots=True)
class Transpose(NonScalar):
    """letter: whether nothing but a plain T says so, which may be a number, too."""

    body: Tree
    letter: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Norm(NonScalar):
    """order: the 1 or 2 or p that is written below the bars."""

    why: ClassVar[str] = "a norm stands where no vector or matrix is known"

    body: Tree
    order: Tree | None = None


@dataclass(frozen=True, slots=True)
class Nabla(NonScalar):
    """The gradient of a body, by a name if one is written below the sign; of order 2 its matrix of second partials."""

    why: ClassVar[str] = "a gradient stands where one number is wanted"

    body: Tree
    by: Tree | None = None
    order: int = 1


@dataclass(frozen=True, slots=True)
class Space(NonScalar):
    """A set of numbers or of arrays of them: \\mathbb{R}^{2 \\times 3} has the field R and the sizes 2 and 3."""

    why: ClassVar[str] = "a set of numbers stands where one number is wanted"

    field: str
    sizes: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Struck(Tree):
    """A formula that is struck out."""

    body: Tree


def children(tree: Tree) -> tuple[Tree, ...]:
    """The parts of a tree, in the order in which they are written."""
    if isinstance(tree, (Name, Num)):  # most are
        return ()
    match tree:
        case Sum(terms=pairs) | Product(factors=pairs):
            return tuple(part for _, part in pairs)
        case Power(base=a, exponent=b) | Frac(top=a, bottom=b) | Either(first=a, second=b):
            return (a, b)
        case Bracket(parts=parts) | Comparison(members=parts) | Space(sizes=parts):
            return parts
        case Root(radicand=a, degree=b):
            return (a, b) if b else (a,)
        case Call(args=args, power=power, base=base):
            return tuple(x for x in (base, power, *args) if x is not None)
        case Matrix(rows=rows):
            return tuple(part for row in rows for part in row)
        case Prime(body=a) | Differential(body=a) | Indicator(condition=a) | Transpose(body=a) | Struck(body=a):
            return (a,)
        case Derivative(of=a, by=by, held=held):
            return (a, *(v for v, _ in by), *held)
        case At(body=a, values=values):
            return (a, *(part for pair in values for part in pair))
        case Extremum(variables=variables, body=a):
            return (*variables, a)
        case Expectation(body=a, given=b):
            return (a, b) if b is not None else (a,)
        case Norm(body=a, order=None | Name(name="F")):  # of a Frobenius norm, which is no name of the text
            return (a,)
        case Nabla(body=a, by=b) | Norm(body=a, order=b):
            return (a, b) if b is not None else (a,)
        case Over(within=a, body=b):
            return (a, b) if a is not None else (b,)
        case Series(low=a, high=b, body=c) | Integral(low=a, high=b, body=c):
            return (a, b, c)
        case Limit(variable=a, to=b, body=c):
            return (a, b, c) if b is not None else (a, c)
        case Cases(cases=cases):
            return tuple(x for pair in cases for x in pair if x is not None)
    return ()


def walk(tree: Tree) -> list[Tree]:
    """The tree and everything in it, outermost first."""
    found, stack = [], [tree]
    while stack:
        tree = stack.pop()
        found.append(tree)
        stack.extend(reversed(children(tree)))
    return found


def is_minus_one(tree: Tree) -> bool:
    match tree:
        case Sum(terms=(("-", Num(text="1")),)):
            return True
    return False


def bare(tree: Tree) -> Tree:
    """What stands in plain brackets, without them."""
    while isinstance(tree, Bracket) and len(tree.parts) == 1:
        tree = tree.parts[0]
    return tree


def name_run(factors: tuple[tuple[str, Tree], ...], i: int) -> list[Name]:
    """The names that are written together from a factor on; one with primes ends them, one with dots is apart."""
    found: list[Name] = []
    for sign, factor in factors[i:]:
        if not isinstance(factor, Name) or factor.dots or (found and (sign or factor.start != found[-1].end)):
            break
        found.append(factor)
        if factor.primes:
            break
    return found
