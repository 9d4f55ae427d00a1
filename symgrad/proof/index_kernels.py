"""Factors as sums of products of atoms: names as their formulas, kernels as the arithmetic that they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import partial
from typing import Any

from symgrad.graph import Graph, twin
from symgrad.graph.graph import operation_name
from symgrad.graph.table import ADD, CASE, DIV, INPUT, MUL, NAME, NEG, OPAQUE, POW, SUB
from symgrad.graph.terms import Terms
from symgrad.proof.index_forms import Form
from symgrad.proof.index_functions import Functions
from symgrad.proof.index_patterns import SLOTS
from symgrad.proof.index_slopes import Slopes
from symgrad.proof.index_sums import ONE, Index, Product, factor, scaled, times

LARGEST = 4  # exponent that is multiplied out


class Kernels:
    """What the factors of one claim's entries are made of."""

    def __init__(self, entries: Slopes, functions: Functions) -> None:
        self.entries, self.functions = entries, functions
        self.graph: Graph = entries.graph
        self.terms: Terms = entries.terms
        self._sizes = dict(self._written_sizes())
        self._within: dict[int, Form] = {}
        self._forms: dict[Any, Form] = {}

    def _written_sizes(self) -> Iterator[tuple[int, int]]:
        """The nodes of sizes in formulas of numbers, with the dimensions that they are."""
        sizes = self.terms.sizes
        for term in self.terms.list:
            if term.op == "number" and term.data[-1] is not None:
                texts = {sizes.text(d): sizes.find(d) for d in term.data[2]}
                for id in self.graph.free(term.data[-1]):
                    if (label := self.graph.label(id)) in texts:
                        yield id, texts[str(label)]

    def form(self, id: int, at: tuple[Index, Index]) -> Form:
        """The normal form of a term at a row and a column."""
        return self.functions.form(self.expanded(self.entries.entry(id, *at)))

    def expanded(self, products: list[Product]) -> list[Product]:
        """The same sum, its factors atoms."""
        found: list[Product] = []
        for c, factors in products:
            part: list[Product] = [(c, ())]
            for head, at in factors:
                part = times(part, self._factor(head, at))
            found += part
        return found

    def _factor(self, head: tuple[Any, ...], at: tuple[Index, ...]) -> list[Product]:
        match head[0]:
            case "in":
                term = self.terms.list[head[1]]
                if head[1] in self.entries.cut:
                    return factor(("named", *head[1:]), *at)
                if term.op == "name":
                    with self.entries.placed(head[2:], at[2:]):
                        return self.expanded(self.entries.entry(head[1], at[0], at[1]))
                return factor(("in", term.data), *at)
            case "node":
                return self._arithmetic(head[1], {}, (), at)
            case "kernel":
                _, body, formals, args, letters = head
                return self._arithmetic(body, dict(zip(formals, args, strict=True)), letters, at)
            case "inverse":
                return self._inverse(head[1], at)
            case "det":
                return self._det(head[1])
            case "opaque":
                term = self.terms.list[head[1]]
                return factor(("opaque", term.data, tuple(map(self.within, term.args)), head[2:]), *at)
        return factor(head, *at)

    def within(self, id: int) -> Form:
        """The normal form of what a kernel is taken of, at indices of its own."""
        if id not in self._within:
            self._within[id] = self.form(id, (SLOTS[0], SLOTS[1]))
        return self._within[id]

    # ----- matrices -----

    def _inverse(self, id: int, at: tuple[Index, ...]) -> list[Product]:
        """An inverse of a product, a transpose or a multiple is one of its parts."""
        terms, functions, (i, j) = self.terms, self.functions, at
        term = terms.list[id]
        match term.op:
            case "name":
                return self._inverse(term.args[0], at)
            case "transpose":
                return self._inverse(term.args[0], (j, i))
            case "inverse":
                return self.expanded(self.entries.entry(term.args[0], i, j))
            case "neg":
                return scaled(self._inverse(term.args[0], at), -1)
            case "identity":
                return self.expanded(self.entries.entry(id, i, j))
            case "scale" if terms.is_scalar(term.args[0]):
                return times(functions.over(self.within(term.args[0]), ()), self._inverse(term.args[1], at))
            case "matmul" if self._are_square(term.args):
                k = self.entries.indices.fresh(term.shape[0])
                a, b = term.args
                return self.entries.bound(times(self._inverse(b, (i, k)), self._inverse(a, (k, j))), k)
        form = self.within(id)
        turned = functions.turned(form)
        return factor(("inverse", min(form, turned, key=repr)), *(at if repr(form) <= repr(turned) else (j, i)))

    def _det(self, id: int) -> list[Product]:
        """A determinant of a product of square matrices is the product of theirs."""
        term = self.terms.list[id]
        match term.op:
            case "name" | "transpose":
                return self._det(term.args[0])
            case "identity":
                return ONE
            case "inverse":
                return self.functions.over(self.functions.form(self._det(term.args[0])), ())
            case "matmul" if self._are_square(term.args):
                return times(self._det(term.args[0]), self._det(term.args[1]))
        form = self.within(id)
        return factor(("det", min(form, self.functions.turned(form), key=repr)))

    def _are_square(self, args: tuple[int, ...]) -> bool:
        find = self.terms.sizes.find
        return all(find(rows) == find(columns) for rows, columns in map(self.terms.shape, args))

    # ----- numbers -----

    def _arithmetic(self, body: int, put: Mapping[int, int], letters: tuple[str, ...], at: Any) -> list[Product]:
        """A formula of numbers at indices. put: the term that stands for a formal parameter. letters: open in those."""
        graph, functions = self.graph, self.functions
        if body in put:
            with self.entries.placed(letters, at[2:]):
                products = self.entries.entry(put[body], at[0], at[1])
            return self.expanded(products)
        value = graph.value(body)
        if value is not None:
            return scaled(ONE, value)
        code, operands = graph.cells[body][0], graph.operands(body)
        parts = [partial(self._arithmetic, x, put, letters, at) for x in operands]

        def form(x: int) -> Form:
            key = x, tuple(put.items()), letters, len(at)
            if key not in self._forms:
                self._forms[key] = functions.form(self._arithmetic(x, put, letters, SLOTS[: len(at)]))
            return self._forms[key]

        if code == NAME:
            return parts[0]()
        if code in (ADD, SUB):
            return parts[0]() + scaled(parts[1](), 1 if code == ADD else -1)
        if code == NEG:
            return scaled(parts[0](), -1)
        if code == MUL:
            return times(parts[0](), parts[1]())
        if code == DIV:
            return times(parts[0](), functions.over(form(operands[1]), at))
        power = graph.value(operands[1]) if code == POW else None
        if power is not None and power.denominator in (1, 2) and abs(power) <= LARGEST:
            return self._power(form(operands[0]), power, at)
        if body in self._sizes:
            return factor(("size", self._sizes[body]))
        if code == INPUT or not operands:
            return factor(("number", twin(graph, body)))
        op = graph.cells[body][:2] if code == OPAQUE else "case" if code == CASE else operation_name(graph, body)
        return functions.applied(op, [form(x) for x in operands], at)

    def _power(self, base: Form, power: Fraction, at: Any) -> list[Product]:
        """A whole power, or one of the square root, as a product."""
        functions, found, half = self.functions, ONE, power.denominator == 2
        if half:
            base = functions.form(functions.applied("sqrt", [base], SLOTS))
        for _ in range(abs(power.numerator)):
            found = times(found, functions.spread(base, at) if power > 0 else functions.over(base, at))
        return found
