"""Terms to LaTeX, in the author's names; what is written is read back as the same term."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from symgrad.graph import Graph
from symgrad.graph.table import CASE, CONST, row
from symgrad.graph.terms import Terms, is_vector
from symgrad.notation.writer import write, written_name

SUM, ENTRYWISE, PRODUCT, POWER, ATOM = range(1, 6)
Ink = tuple[str, int]  # a written formula, and how tightly it binds
FORMAL = re.compile(r"\\mathrm\{<(\d+)>\}")
HEADS = {"trace": r"\operatorname{tr}", "det": r"\det", "diag": r"\operatorname{diag}", "vec": r"\operatorname{vec}",
         "diagonal": r"\operatorname{diag}", "softmax": r"\operatorname{softmax}"}  # fmt: skip


@dataclass(frozen=True)
class TermWriter:
    """Writes the terms of one list. named: terms that stand for names. Changes are dotted: ż."""

    graph: Graph
    terms: Terms
    named: Collection[int] = ()

    def __call__(self, id: int) -> str:
        """The term; names below it are written as names.

        >>> from symgrad.graph.sizes import Sizes
        >>> terms = Terms(Sizes()); m, n = terms.sizes.of("m"), terms.sizes.of("n")
        >>> W, x = terms.leaf("input", (m, n), "W_1"), terms.leaf("input", (n, 0), "x")
        >>> TermWriter(Graph(), terms)(terms.apply("transpose", terms.apply("matmul", W, x)))
        '(W_1 x)^T'
        """
        return self._ink(id)[0]

    def definition(self, id: int) -> str:
        """What a name stands for."""
        term = self.terms.list[id]
        return self(term.args[0]) if term.op == "name" else write(self.graph, term.data, latex=True)

    def _at(self, id: int, level: int) -> str:
        """With brackets unless it binds at least so tightly."""
        text, own = self._ink(id)
        return text if own >= level else f"({text})"

    def _ink(self, id: int) -> Ink:
        term, at = self.terms.list[id], self._at
        args, data = term.args, term.data
        match term.op:
            case "input" | "name":
                return written_name(data, latex=True), ATOM
            case "opaque" if id in self.named:
                return written_name(data[0], latex=True), ATOM
            case "opaque":
                return rf"{written_name(data[0], latex=True)}({', '.join(at(x, SUM) for x in args)})", ATOM
            case "node":
                return self._number(data)
            case "fill":
                return rf"\mathbf{{{data[0]}}}", ATOM
            case "identity":
                return "I", ATOM
            case "add" | "sub":
                sign = "+" if term.op == "add" else "-"
                return f"{self._summand(args[0], SUM)} {sign} {self._summand(args[1], ENTRYWISE)}", SUM
            case "neg":
                return f"-{at(args[0], ENTRYWISE)}", SUM
            case "scale" if self._is_inner(args[0]):
                return _beside(f"({self(args[0])})", at(args[1], PRODUCT)), PRODUCT
            case "scale" if self.terms.list[args[1]].op == "hadamard":
                return _beside(at(args[0], PRODUCT), self(args[1])), ENTRYWISE
            case "scale" | "matmul":
                return _beside(at(args[0], PRODUCT), at(args[1], PRODUCT)), PRODUCT
            case "hadamard":
                return rf"{at(args[0], ENTRYWISE)} \odot {at(args[1], ENTRYWISE)}", ENTRYWISE
            case "kron":
                return rf"{at(args[0], PRODUCT)} \otimes {at(args[1], PRODUCT)}", ENTRYWISE
            case "divide" if self.terms.is_scalar(args[0]) and not self.terms.is_scalar(args[1]):
                whole = rf"\frac{{\mathbf{{1}}}}{{{at(args[1], SUM)}}}"
                text = at(args[0], PRODUCT)
                return (whole, POWER) if text == "1" else (_beside(text, whole), PRODUCT)
            case "divide":
                return rf"\frac{{{at(args[0], SUM)}}}{{{at(args[1], SUM)}}}", POWER
            case "transpose":
                return self._transposed(args[0]), POWER
            case "inverse":
                return rf"{at(args[0], ATOM)}^{{-1}}", POWER
            case "sum":
                return self._all_entries(args[0]), PRODUCT
            case "norm":
                return self._norm(args[0], data), ATOM if data != "2²" else POWER
            case "repeated":
                return self._wide(args[0], args[1]), PRODUCT
            case "map":
                return self._entrywise(data, args)
            case "derivative" | "tensor":
                return rf"\frac{{\partial {at(args[0], SUM)}}}{{\partial {at(args[1], ATOM)}}}", POWER
            case "pull":
                return _beside(at(args[0], PRODUCT), at(args[1], PRODUCT)), PRODUCT
            case "differential":
                return self._change(at(args[0], ATOM)), ATOM
            case "entry":
                return written_name(f"{self.terms.list[args[0]].data}_{','.join(data)}", latex=True), ATOM
            case "over":
                return rf"\sum_{data[0]} {at(data[2], PRODUCT)}", PRODUCT
            case "blocks":
                columns = data or len(args)
                rows = r" \\ ".join(" & ".join(map(self, args[k : k + columns])) for k in range(0, len(args), columns))
                return rf"\begin{{pmatrix}} {rows} \end{{pmatrix}}", ATOM
        return f"{HEADS[term.op]}({at(args[0], SUM)})", ATOM

    def _number(self, node: int) -> Ink:
        """A formula of numbers; a name is written as that."""
        label, cell = self.graph.label(node), self.graph.cells[node]
        if label is not None:
            return written_name(label, latex=True), ATOM
        level = row(cell[0]).latex[0] if cell[0] > CASE else ATOM
        value = self.graph.value(node) if cell[0] == CONST else None
        if value is not None and (value < 0 or value.denominator > 1):
            level = SUM if value < 0 else POWER
        return write(self.graph, node, latex=True), PRODUCT if level == ENTRYWISE else level

    def _is_inner(self, id: int) -> bool:
        """Whether a number is a product of arrays, which brackets keep apart from what it multiplies."""
        return self.terms.list[id].op == "matmul"

    def _summand(self, id: int, level: int) -> str:
        """A number that is written as such stands beside an array, and in every place of it."""
        term = self.terms.list[id]
        if term.op == "repeated":
            inner = self.terms.list[term.args[0]]
            if inner.op == "node" and self.graph.value(inner.data) is not None:
                return self._at(term.args[0], level)
        return self._at(id, level)

    def _transposed(self, id: int) -> str:
        term = self.terms.list[id]
        if term.op == "inverse":
            return rf"{self._at(term.args[0], ATOM)}^{{-T}}"
        text = self._at(id, ATOM)
        applied = text.endswith(")") and not text.startswith("(")  # f(x)^T is read as a power of f
        return f"({text})^T" if applied or ("^" in text and not text.endswith(")")) else f"{text}^T"

    def _all_entries(self, id: int) -> str:
        """1^T X 1, where X is wide and high."""
        one, (rows, columns) = self.terms.sizes.is_one, self.terms.shape(id)
        text = self._at(id, PRODUCT)
        text = text if one(rows) else _beside(r"\mathbf{1}^T", text)
        return text if one(columns) else _beside(text, r"\mathbf{1}")

    def _norm(self, id: int, kind: str) -> str:
        matrix = not is_vector(self.terms.sizes, self.terms.shape(id))
        index = "_1" if kind == "1" else "_F" if matrix else ""
        return rf"\|{self(id)}\|{index}" + ("^2" if kind == "2²" else "")

    def _wide(self, id: int, like: int) -> str:
        """A number in every place, a column in every column, a row in every row: a product with ones."""
        one, (rows, columns) = self.terms.sizes.is_one, self.terms.shape(id)
        text, shape = self._at(id, PRODUCT), self.terms.shape(like)
        if one(rows) and not one(shape[0]):
            ones = r"\mathbf{1}"
            text = _beside(text, ones) if self.terms.is_scalar(id) else _beside(ones, text)
        return _beside(text, r"\mathbf{1}^T") if one(columns) and not one(shape[1]) else text

    def _entrywise(self, data: tuple[int, tuple[int, ...]], args: tuple[int, ...]) -> Ink:
        """A formula of formal parameters with the arguments in their places."""
        body, _ = data
        cell = self.graph.cells[body]
        level = row(cell[0]).latex[0] if cell[0] > CASE else ATOM
        text = write(self.graph, body, latex=True)

        def put(match: re.Match[str]) -> str:
            before, behind = text[: match.start()], text[match.end() :]
            opened = not before or before.endswith(("(", "[", "{", ", "))
            alone = opened and behind.startswith((")", " > 0]", "}", ","))
            return self._at(args[int(match[1])], SUM if alone else ATOM)

        return FORMAL.sub(put, text), level

    def _change(self, name: str) -> str:
        letter = re.match(r"\\[a-z]+\{\\?[A-Za-z]+\}|\\[A-Za-z]+|[A-Za-z]", name)
        end = letter.end() if letter else len(name)
        return rf"\dot{{{name[:end]}}}{name[end:]}"


def _beside(left: str, right: str) -> str:
    """Two factors, with a sign between them where they would be read as one thing or as an application."""
    dot = right[0].isdigit() or right[0] in "-|" or right.startswith(r"\|")
    return rf"{left} \cdot {right}" if dot else f"{left} {right}"
