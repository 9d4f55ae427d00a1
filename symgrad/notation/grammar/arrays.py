"""Vectors, matrices and sums over sets, as they are written: trees without meaning yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from symgrad.notation.grammar.brackets import Brackets
from symgrad.notation.nesting import LEVEL, unsized
from symgrad.notation.syntax import (
    Either,
    Matrix,
    Nabla,
    Name,
    Norm,
    Over,
    Product,
    Series,
    Space,
    Tree,
    Unread,
    children,
    walk,
)
from symgrad.notation.tokens import Token

MATRICES = {"matrix", "pmatrix", "bmatrix", "Bmatrix", "smallmatrix"}
FIELDS = {"R", "N", "Z", "Q", "C"}
_LETTER = re.compile(r"(?<![A-Za-z])[a-z](?![A-Za-z])")


def matrix(reader: Brackets) -> Tree:
    r"""`\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}`"""
    opening = reader.next()
    rows: list[list[Tree]] = [[]]
    while True:
        rows[-1].append(reader.sum())
        match reader.kind():
            case "cell":
                reader.next()
            case "row":
                reader.next()
                if reader.kind() == "end":
                    break
                rows.append([])
            case "end":
                break
            case _:
                raise reader.fail("this is not expected in a matrix")
    reader.next()
    if len({len(row) for row in rows}) > 1:
        raise Unread("the rows of this matrix are not equally long", opening.start, reader.last)
    return Matrix(opening.start, reader.last, tuple(map(tuple, rows)))


def norm(reader: Brackets) -> Tree:
    r"""`\|x\|`, `\left\| x \right\|_1`; the opening bar is next."""
    opening, start, level = reader.next(), reader.at, 0
    while reader.kind() != "norm" or level:
        level += LEVEL.get(reader.kind(), 0)
        if reader.peek() is None or level < 0:
            raise reader.fail("this norm is never closed", opening)
        reader.next()
    inner = unsized(reader.tokens[start : reader.at])
    reader.next()
    return Norm(opening.start, reader.last, reader.inner(inner), _below(reader))


def nabla(reader: Brackets) -> Tree:
    r"""`\nabla f`, `\nabla_w L(y, t)`, `\nabla \sum_i L_i`: of the next factor, with the bracket behind a name."""
    opening, by, order = reader.next(), _below(reader), 1
    if reader.is_operator("^") and reader.value(1) in ("2", "{") and "2" in (reader.value(1), reader.value(2)):
        reader.next()
        reader.group()
        order, by = 2, by or _below(reader)
    body = reader.with_bracket(reader.factor())
    return Nabla(opening.start, body.end, body, by, order)


def space(reader: Brackets, token: Token, field: str) -> Tree:
    r"""`\mathbb{R}`, `\mathbb{R}^n`, `\mathbb{R}^{2 \times 3}`; the exponent is next."""
    sizes: tuple[Tree, ...] = ()
    if reader.is_operator("^"):
        reader.next()
        exponent = reader.inner(reader.group())
        sizes = (exponent,)
        if isinstance(exponent, Product) and all(sign == "×" for sign, _ in exponent.factors[1:]):
            sizes = tuple(size for _, size in exponent.factors)
    return Space(token.start, reader.last, field, sizes)


def _below(reader: Brackets) -> Tree | None:
    """What is written as an index of a sign."""
    if not reader.is_operator("_"):
        return None
    reader.next()
    return reader.inner(reader.group())


# ----- sums and products -----


def has_range(reader: Brackets) -> bool:
    r"""Whether the sum or product that is next says where it begins: `\sum_{i=1}^{n}`."""
    if reader.value(1) != "_" or reader.kind(2) != "group":
        return reader.value(1) == "^"
    k = 3
    while reader.kind(k) not in ("endgroup", ""):
        if reader.kind(k) == "relation" and reader.value(k) == "=":
            return True
        k += 1
    return False


def over(reader: Brackets) -> Tree:
    r"""`\sum_{i \in B} x_i`, `\sum_j x_j`, and `\sum x_i` where one letter alone is an index."""
    token = reader.next()
    kind = {"∑": "sum", "∏": "prod"}.get(token.value, token.value)
    below: Sequence[Token] = ()
    if reader.is_operator("_"):
        reader.next()
        below = reader.group()
    if reader.is_operator("^"):
        raise reader.fail(f"a {kind} needs its range: \\{kind}_{{i=1}}^{{n}}", token)
    cut = next((k for k, t in enumerate(below) if t.kind == "relation" and t.value == "∈"), len(below))
    index = reader.inner(below[:cut]) if below else None
    within = reader.inner(below[cut + 1 :]) if cut < len(below) else None
    body = reader.product()
    if index is None:
        letters = {letter for part in walk(body) for letter in _indices(part)}
        if len(letters) != 1:
            raise reader.fail(f"a {kind} needs its index: \\{kind}_{{i=1}}^{{n}}", token)
        index = Name(token.end, token.end, letters.pop())
    if not isinstance(index, Name):
        raise reader.fail("the index of a sum is a name", token)
    return Over(token.start, body.end, kind, index, within, body)


def narrowed(tree: Series | Over) -> Tree:
    r"""Factors behind a \cdot without the index end a product: \prod_i x_i \cdot c is hardly \prod_i (x_i c)."""
    body = tree.body
    if tree.kind != "prod" or not isinstance(body, Product) or not isinstance(tree.index, Name):
        return tree
    cut = len(body.factors)
    for k in range(len(body.factors) - 1, 0, -1):
        sign, factor = body.factors[k]
        if _depends(factor, tree.index.name):
            break
        if sign in ("*", "×"):
            cut = k
    if cut == len(body.factors):
        return tree
    inside, outside = body.factors[:cut], body.factors[cut:]
    end = inside[-1][1].end
    first = inside[0][1] if cut == 1 else Product(body.start, end, inside)
    narrow = (
        Series(tree.start, end, tree.kind, tree.index, tree.low, tree.high, first)
        if isinstance(tree, Series)
        else Over(tree.start, end, tree.kind, tree.index, tree.within, first)
    )
    product = Product(tree.start, tree.end, (("", narrow), *outside))
    return Either(tree.start, tree.end, product, tree, "the product may end before the sign or after it")


def _indices(tree: Tree) -> Iterator[str]:
    """The single letters in the index of a name: i and j of `x_i2__j`."""
    if isinstance(tree, Name):
        yield from _LETTER.findall(tree.name.partition("_")[2].replace("_", " "))


def _depends(tree: Tree, index: str) -> bool:
    """Whether the index stands in the tree and is not bound by a sum or product of its own."""
    if isinstance(tree, Name):
        return index == tree.name or index in _indices(tree)
    if isinstance(tree, (Series, Over)) and isinstance(tree.index, Name) and tree.index.name == index:
        return isinstance(tree, Series) and (_depends(tree.low, index) or _depends(tree.high, index))
    return any(_depends(part, index) for part in children(tree))
