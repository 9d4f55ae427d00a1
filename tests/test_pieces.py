"""Formulas as they are written in lecture notes, sheets and textbooks, each beside what it means there."""

import csv
from dataclasses import fields, replace
from pathlib import Path
from typing import NamedTuple

import pytest
from canonical import Canonical, meant

from symgrad.graph import Graph
from symgrad.notation import reader as reading
from symgrad.notation.meaning import Meaning, Unresolved
from symgrad.notation.scope import Function, Scope
from symgrad.notation.syntax import (
    Bracket,
    Call,
    Cases,
    Comparison,
    Derivative,
    Either,
    Expectation,
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
    Series,
    Space,
    Struck,
    Sum,
    Transpose,
    Tree,
    Unread,
    walk,
)
from symgrad.notation.tokens import tokenize
from symgrad.source import Source

# what each document makes a function, by a head, by a prime before a bracket, or by its words
FUNCTIONS = {
    "gradients-sheet": ["sigma", "delta", "L", "MSE"],
    "framework-notes": ["sigma", "f"],
    "jacobian-sheet": ["f"],
    "network-by-hand": ["sigma", "g", "u"],
    "textbook-answers": ["a", "f", "l", "sig", "rect", "Heaviside"],
}
DECIMAL_COMMA = {"network-by-hand"}
PRIMED = {"sigmap", "deltap", "gp", "up"}


class Piece(NamedTuple):
    document: str
    line: str
    latex: str
    meaning: str
    kind: str


with (Path(__file__).parent / "pieces.tsv").open(encoding="utf-8") as table:
    PIECES = [Piece(*row) for row in csv.reader(table, delimiter="\t", quoting=csv.QUOTE_NONE)][1:]


def tokens_of(piece):
    source = Source(piece.latex)
    return tokenize(source, 0, len(source.text), latex=True, decimal_comma=piece.document in DECIMAL_COMMA)


def written(piece):
    return reading.written(tokens_of(piece))


def meaning_in(piece):
    functions = {name: Function(general=True) for name in FUNCTIONS[piece.document]}
    return Meaning(Scope(Graph(), functions=functions))


def form(piece, tree):
    return Canonical(meaning_in(piece)).of(tree)


def is_meant(piece, tree):
    try:
        return form(piece, tree) == meant(piece.meaning, PRIMED)
    except Unresolved:
        return False


def test_the_table_is_whole():
    assert len(PIECES) == 345 and len({piece.document for piece in PIECES}) == 5
    assert set(FUNCTIONS) == {piece.document for piece in PIECES}


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: f"{piece.document}-{piece.line}")
def test_a_formula_is_read_as_it_is_meant(piece):
    assert form(piece, written(piece)) == meant(piece.meaning, PRIMED)


# ----- what has no meaning among numbers -----

NON_SCALAR = [piece for piece in PIECES if any(isinstance(part, NonScalar) for part in walk(written(piece)))]


@pytest.mark.parametrize("piece", NON_SCALAR, ids=lambda piece: f"{piece.document}-{piece.line}")
def test_a_vector_is_no_number(piece):
    for part in walk(written(piece)):
        if isinstance(part, NonScalar):
            with pytest.raises(Unread, match=part.why):
                meaning_in(piece).node(part)


def test_there_are_vectors_in_the_table():
    assert len(NON_SCALAR) == 26


# ----- the comparison itself -----


@pytest.mark.parametrize(
    ("latex", "misread"),
    [
        (r"\sigma'", r"\sigma"),
        (r"\sigma'(x)", r"\sigma(x)"),
        (r"\delta'", r"\delta^1"),
        (r"\sigma(1 - \sigma)", r"\sigma(1 - s)"),
        (r"a[z]", r"a \cdot [z]"),
        (r"\text{sig}[f]", r"\text{sig} \cdot f"),
        (r"f(x,y)", r"f \cdot x y"),
        (r"\hat{y}^{(i)}", r"\hat{y}^{i}"),
        (r"\hat{y}^{(i)}", r"\hat{y}_{i}"),
        (r"\hat{y}", r"y"),
        (r"0,197", r"(0, 197)"),
        (r"0,197", r"0197"),
        (r"-0,5898", r"-0"),
        (r"\frac{\partial y}{\partial w_1}", r"\frac{y}{w_1}"),
        (r"\frac{\partial y}{\partial w_1}", r"\frac{dy}{dw_1}"),
        (r"\frac{\partial}{\partial z} \frac{1}{1+e^{-z}}", r"\frac{\partial}{\partial z} 1"),
        (r"(x + y) * (x * y)", r"(x + y)"),
        (r"a * b", r"a + b"),
        (r"-u^{-2}", r"(-u)^{-2}"),
        (r"\frac{1}{2}\mathbb{E}[a^2]", r"\frac{1}{2}\mathbb{E}[a]^2"),
        (r"\mathbb{I}[z > 0]", r"\mathbb{I}[z < 0]"),
        (r"\mathbb{I}[z > 0]", r"I \cdot z"),
        (r"\alpha^{(i)T}", r"\alpha^{iT}"),
        (r"\boldsymbol{\Omega}^T", r"\Omega^{1T}"),
        (
            r"\frac{\partial l}{\partial \mathbf{f}} \mathbf{h}^T",
            r"\mathbf{h}^T \frac{\partial l}{\partial \mathbf{f}}",
        ),
        (r"\boldsymbol{\beta} + \boldsymbol{\Omega}\mathbf{h}", r"\boldsymbol{\beta} + \mathbf{h}\boldsymbol{\Omega}"),
        (r"\|\hat{\mathbf{y}} - \mathbf{y}\|_1", r"\|\hat{\mathbf{y}} - \mathbf{y}\|"),
        (r"\mathbb{R}^{2 \times 3}", r"\mathbb{R}^{6}"),
        (r"\begin{pmatrix} 1 \\ 1 \end{pmatrix}", r"\begin{pmatrix} 1 & 1 \end{pmatrix}"),
        (r"w - \alpha \nabla L(\hat{y}_i, y_i)", r"w - \alpha L(\hat{y}_i, y_i)"),
        (r"\sum_j \Omega_{ij} h_j", r"\sum_i \Omega_{ij} h_j"),
        (r"-\frac{1}{m} \sum L^{(i)}", r"-\frac{1}{m} L^{(i)}"),
        (r"D_{a1} \times 1", r"D_{a1} \cdot 1"),
        (r"(-2, 2)", r"(2, -2)"),
    ],
)
def test_a_wrong_reading_is_told_apart(latex, misread):
    (piece,) = {piece.latex: piece for piece in PIECES if piece.latex == latex}.values()
    assert is_meant(piece, written(piece))
    assert not is_meant(piece, written(piece._replace(latex=misread)))


def test_one_wrong_node_anywhere_is_told_apart():
    trees = [(piece, written(piece)) for piece in PIECES if piece.kind != "num"]  # numbers may agree by chance
    wrong = [(piece, tree) for piece, right in trees for tree in variants(right)]
    assert len(wrong) > 5000
    assert not [(piece.latex, tree) for piece, tree in wrong if is_meant(piece, tree)]


def variants(tree):
    """The tree with one part read wrongly, in every way and place that `wrong` knows."""
    yield from wrong(tree)
    if isinstance(tree, Struck):  # it counts as nothing, whatever it is
        return
    if isinstance(tree, Either):
        yield from (replace(tree, first=other) for other in variants(tree.first))
        return
    for field in fields(tree):
        for other in inside(getattr(tree, field.name)):
            yield replace(tree, **{field.name: other})


def inside(value):
    if isinstance(value, Tree):
        yield from variants(value)
    elif isinstance(value, tuple):
        for i, part in enumerate(value):
            for other in inside(part):
                yield (*value[:i], other, *value[i + 1 :])


def wrong(tree):
    """Wrong readings of one node: something dropped, turned around or taken for something else."""
    place = tree.start, tree.end
    match tree:
        case Num(text=text):
            yield replace(tree, text=text + "1")
        case Name(name=name, primes=primes):
            yield replace(tree, primes=primes + 1)
            if primes:
                yield replace(tree, primes=0)
            if "_" in name:
                yield replace(tree, name=name.partition("_")[0])
                yield replace(tree, name=name.replace("__", "_") if "__" in name else name.replace("_", "__"))
        case Sum(terms=terms):
            for k, (sign, term) in enumerate(terms):
                if not (isinstance(term, Num) and term.text == "0"):
                    yield replace(tree, terms=(*terms[:k], ("+" if sign == "-" else "-", term), *terms[k + 1 :]))
                    yield replace(tree, terms=(*terms[:k], *terms[k + 1 :])) if len(terms) > 1 else term
        case Product(factors=factors):
            for k, (sign, factor) in enumerate(factors):
                if isinstance(factor, Struck) or (isinstance(factor, Num) and factor.text == "1"):
                    continue
                before, after = factors[:k], factors[k + 1 :]
                yield replace(tree, factors=(*before, *after) if k else (("", after[0][1]), *after[1:]))
                if k and any(isinstance(part, Name) for part in walk(factor)):
                    yield replace(tree, factors=(*before, ("*" if sign == "/" else "/", factor), *after))
                if k and isinstance(factor, Bracket) and factor.kind == "[" and sign == "":
                    yield replace(tree, factors=(*before, ("*", factor), *after))
        case Power(base=base, exponent=exponent):
            yield from (base, Product(*place, (("", base), ("", exponent))))
        case Bracket(parts=(_, *_, last)):
            yield last
        case Frac(top=top, bottom=bottom):
            yield from (top, Frac(*place, bottom, top), Product(*place, (("", top), ("", bottom))))
        case Call(args=args):
            yield args[-1]
        case Derivative(kind=kind, of=of, by=((variable, _), *_)):
            yield from (of, Frac(*place, of, variable), replace(tree, of=Num(*place, "1")))
            yield replace(tree, kind="d" if kind == "partial" else "partial")
        case Comparison(members=members, how=how):
            yield replace(tree, members=members[::-1])
            yield replace(tree, how=tuple("≥" if h in "<>" else ">" for h in how))
        case Cases(cases=cases):
            yield from (cases[0][0], replace(tree, cases=cases[1:]), replace(tree, cases=cases[::-1]))
        case Expectation(body=body, given=given):
            yield from (body, replace(tree, kind="Var" if tree.kind == "E" else "E"))
            if given is not None:
                yield replace(tree, given=None)
        case Norm(body=body, order=order):
            yield from (body, replace(tree, order=None if order is not None else Num(*place, "2")))
        case Matrix(rows=rows):
            yield from (replace(tree, rows=rows[1:]), replace(tree, rows=tuple(zip(*rows, strict=True))))
        case Series(body=body) | Over(body=body) | Prime(body=body) | Transpose(body=body) | Nabla(body=body):
            yield body
        case Indicator(condition=condition):
            yield condition
        case Space(sizes=sizes):
            yield replace(tree, sizes=sizes[:-1])
