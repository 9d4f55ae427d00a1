"""Derivations of vectors and matrices: ordered steps over the names of a text, with the shape of every factor."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from symgrad.derive.array_oracle import read_back
from symgrad.derive.worked import WorkedStep, aligned, listed, tally
from symgrad.graph.array_nodes import ArrayNode
from symgrad.notation.plain import plain
from symgrad.notation.writer import written_name
from symgrad.proof import Verdict


def as_text(latex: str) -> str:
    """A written formula for the terminal; as it is where it is more than the reader knows."""
    tree = read_back(latex)
    return latex if tree is None else unicodedata.normalize("NFC", plain(tree))


@dataclass
class ArrayStep(WorkedStep):
    """One derivative by an array, or one tangent: the chain of partials, and the same with the Jacobians put in.

    of, by: names. head, chain_latex, latex: its sides as they are written; no chain where no name stands in between.
    verdict: of both right sides, read back and held against sweeps over the entries.

    >>> from symgrad import derive
    >>> step = derive(r"W \\in \\mathbb{R}^{m \\times n}; x \\in \\mathbb{R}^n; z = W x; L = \\|z\\|^2").steps[1]
    >>> print(step, step.verdict.kind, step.shapes())
    ∂L/∂W = ∂z/∂W ∂L/∂z = ∂L/∂z x^T proved (m × n) = (m × 1)(1 × n)
    """

    of: str
    by: str
    mode: str
    head: str
    chain_latex: str
    latex: str
    node: ArrayNode
    result: ArrayNode
    verdict: Verdict
    value: None = None  # steps of numbers have one

    def left(self, *, latex: bool = False) -> str:
        return self.head if latex else as_text(self.head)

    def chain_rule(self, *, latex: bool = False) -> str:
        """The product of partials ('' where there is no name in between)."""
        return self.chain_latex if latex or not self.chain_latex else as_text(self.chain_latex)

    def put_in(self, *, latex: bool = False) -> str:
        """The same as the result: the Jacobians are put into the products themselves."""
        return self.result_text(latex=latex)

    def result_text(self, *, latex: bool = False) -> str:
        return self.latex if latex else as_text(self.latex)

    def shapes(self, *, latex: bool = False) -> str:
        """The shape of the left side and of every factor: `(D_1 × 1) = (D_1 × D_2)(D_2 × 1)`."""
        text = f"{_shape(self.node)} = {_shapes(self.result)}"
        return as_latex(text) if latex else text

    @cached_property
    def lhs(self) -> Any:
        """The derivative as a SymPy symbol of its shape, or its text."""
        from symgrad.derive.array_symbolic import to_matrix

        return to_matrix(self.node, self.left())

    @cached_property
    def rhs(self) -> Any:
        """The result as a SymPy matrix expression, or its text where SymPy has no such operation."""
        from symgrad.derive.array_symbolic import to_matrix

        return to_matrix(self.result, self.result_text())

    def to_dict(self) -> dict[str, Any]:
        return {**super().to_dict(), "shapes": self.shapes()}


def as_latex(shapes: str) -> str:
    """Written shapes in LaTeX.

    >>> as_latex("(length of beta × n)")
    '(\\\\dim \\\\beta \\\\times n)'
    """
    shapes = _UNNAMED.sub(lambda size: f"{_SIZES[size[1]][1]} {written_name(size[2], latex=True)}", shapes)
    return shapes.replace("×", r"\times").replace("⊙", r"\odot").replace("·", r" \cdot ")


def sizes_text(shapes: str) -> str:
    """Written shapes with short words for sizes that have no symbol.

    >>> sizes_text("(length of beta × n)")
    '(dim β × n)'
    """
    return _UNNAMED.sub(lambda size: f"{_SIZES[size[1]][0]} {written_name(size[2])}", shapes)


_UNNAMED = re.compile(r"\b(length|rows|columns) of (\w+)")
_SIZES = {
    "length": ("dim", r"\dim"),
    "rows": ("rows", r"\operatorname{rows}"),
    "columns": ("cols", r"\operatorname{cols}"),
}


def _shape(node: ArrayNode) -> str:
    return node.terms.text(node.id)


def _shapes(node: ArrayNode) -> str:
    """The shapes of the factors of a sum of products; what stands in brackets is one factor, numbers are none."""
    term, args = node.term, node.args
    match term.op:
        case "add" | "sub":
            return f"{_shapes(args[0])} {'+' if term.op == 'add' else '-'} {_shapes(args[1])}"
        case "neg":
            return _shapes(args[0])
        case "hadamard":
            return f"{_shapes(args[0])} ⊙ {_shapes(args[1])}"
        case "scale":
            return "".join(_factor(x) for x in args if x.value is None or not x.is_scalar) or _shape(node)
        case "matmul":
            return "".join(map(_factor, args))
        case "pull":
            return _factor(args[0]) + _shape(node)
    return _shape(node)


def _factor(node: ArrayNode) -> str:
    return _shapes(node) if node.term.op in ("matmul", "scale") else _shape(node)


@dataclass
class ArrayDerivation:
    """The definitions of a text and the ordered steps of one or both modes, in matrix form.

    layout: denominator (a gradient has the shape of its variable) or numerator. shapes: of all names.

    >>> from symgrad import derive
    >>> print(derive(r"a, x \\in \\mathbb{R}^n; L = a^T x", mode="both"))
    L = a^T x
    L̇ = ȧ^T x + a^T ẋ
    ∂L/∂a = x
    ∂L/∂x = a
    """

    output: str
    definitions: list[tuple[str, str]]
    steps: list[ArrayStep]
    mode: str
    layout: str
    inputs: list[str]
    shapes: dict[str, str] = field(default_factory=dict)

    def __iter__(self) -> Iterator[ArrayStep]:
        return iter(self.steps)

    @property
    def verdicts(self) -> dict[str, int]:
        return tally(self.steps)

    def latex(self, *, shapes: bool = False) -> str:
        """The derivation as an `aligned` environment; shapes: of every factor, beside each step."""
        return aligned(self.definitions, self.steps, (lambda step: step.shapes(latex=True)) if shapes else None)

    def markdown(self, *, shapes: bool = False) -> str:
        return f"$$\n{self.latex(shapes=shapes)}\n$$"

    def _repr_latex_(self) -> str:
        return self.markdown()

    def __str__(self) -> str:
        return listed([(name, as_text(formula)) for name, formula in self.definitions], self.steps)

    def to_dict(self) -> dict[str, Any]:
        return {
            "output": self.output,
            "mode": self.mode,
            "layout": self.layout,
            "inputs": self.inputs,
            "shapes": self.shapes,
            "definitions": [{"name": name, "formula": formula} for name, formula in self.definitions],
            "steps": [step.to_dict() for step in self.steps],
        }


__all__ = ["ArrayDerivation", "ArrayStep", "as_latex", "as_text", "sizes_text"]
