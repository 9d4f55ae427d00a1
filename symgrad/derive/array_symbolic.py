"""Terms of arrays as SymPy matrix expressions, where SymPy has the operation."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from symgrad.graph import to_sympy
from symgrad.graph.array_nodes import ArrayNode
from symgrad.notation.arrays.writer import TermWriter
from symgrad.source import SymgradError

OF_NUMBERS: dict[str, Callable[..., Any]] = {"divide": operator.truediv, "hadamard": operator.mul}


class NoExpression(Exception):
    """SymPy has no matrix expression for an operation."""


def to_matrix(node: ArrayNode, text: str) -> Any:
    """The SymPy expression of a term, or the text."""
    try:
        return _Expressions(node).of(node)
    except (NoExpression, SymgradError):
        return text


class _Expressions:
    def __init__(self, node: ArrayNode) -> None:
        import sympy

        self.sympy, self.write = sympy, TermWriter(node.graph, node.terms)

    def _size(self, node: ArrayNode, k: int) -> Any:
        text = node.terms.sizes.text(node.shape[k])
        return self.sympy.Integer(text) if text.isdigit() else self.sympy.Symbol(text, integer=True, positive=True)

    def _symbol(self, node: ArrayNode, name: str) -> Any:
        if node.is_scalar:
            return self.sympy.Symbol(name)
        return self.sympy.MatrixSymbol(name, self._size(node, 0), self._size(node, 1))

    def of(self, node: ArrayNode) -> Any:
        S, term = self.sympy, node.term
        match term.op:
            case "input" | "name":
                return self._symbol(node, term.data)
            case "derivative" | "differential" | "opaque":
                from symgrad.derive.array_derivation import as_text

                return self._symbol(node, as_text(self.write(node.id)))
            case "node":
                label = node.graph.label(term.data)
                return to_sympy(node.graph, term.data, True) if label is None else S.Symbol(label)
            case "fill" if term.data[0] == 1:
                return S.OneMatrix(self._size(node, 0), self._size(node, 1))
            case "fill":
                return S.ZeroMatrix(self._size(node, 0), self._size(node, 1))
            case "identity":
                return S.Identity(self._size(node, 0))
            case "map" if len(term.args) == 1:
                return self._entrywise(node)
        args = [self.of(x) for x in node.args]
        numbers = not any(getattr(x, "is_Matrix", False) for x in args)
        rule = (self._rules | (OF_NUMBERS if numbers else {})).get(term.op)
        if rule is None or (term.op == "norm" and term.data != "2²"):
            raise NoExpression(term.op)
        found = rule(*args)
        return S.trace(found) if node.is_scalar and getattr(found, "is_Matrix", False) else found

    @property
    def _rules(self) -> dict[str, Callable[..., Any]]:
        S = self.sympy
        return {
            "add": operator.add, "sub": operator.sub, "neg": operator.neg, "scale": operator.mul,
            "matmul": operator.mul, "transpose": lambda a: a.T, "inverse": lambda a: a.I, "trace": S.trace,
            "det": S.Determinant, "hadamard": S.hadamard_product, "diag": S.DiagMatrix,
            "norm": lambda a: S.trace(a.T * a),
        }  # fmt: skip

    def _entrywise(self, node: ArrayNode) -> Any:
        """The function of one number, applied to every entry."""
        body, (formal,) = node.term.data
        variable = self.sympy.Dummy("t", real=True)
        formula = to_sympy(node.graph, body, {formal: variable})
        (inner,) = map(self.of, node.args)
        return formula.subs(variable, inner) if node.is_scalar else inner.applyfunc(
            self.sympy.Lambda(variable, formula)
        )  # fmt: skip


__all__ = ["to_matrix"]
