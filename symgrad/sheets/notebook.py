"""What a notebook shows of derivations, graphs and reports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symgrad.derive import Derivation, Gates, Graph
from symgrad.review import FileReport, Report
from symgrad.sheets.content import Heading, Sheet
from symgrad.sheets.drawing import draw
from symgrad.sheets.judged import review_block
from symgrad.sheets.solution import solution
from symgrad.sheets.words import words
from symgrad.source import SymgradError


def derivation_html(derivation: Derivation) -> str:
    """The worked solution of a derivation."""
    say = words("en")
    blocks = solution(derivation, derivation.mode, "full", False, say, f"d{id(derivation)}")
    return Sheet(say["sheet"], blocks=blocks)._repr_html_()


def derivation_svg(derivation: Derivation) -> str:
    """The computational graph of a derivation."""
    return draw(derivation).svg()


def graph_svg(graph: Graph) -> str | None:
    """The computational graph of the last output; nothing where there is no output."""
    return draw(graph.reverse()).svg() if graph.outputs else None


def gates_svg(gates: Gates) -> str:
    """The gates of an output as they stand."""
    return draw(gates).svg()


def report_html(report: Report) -> str:
    """Every judged sign of a report, file by file."""
    say = words("en")
    blocks: list[Any] = []
    for file in report.files:
        found = review_block(file.statements, [], say, _latex(file))
        blocks += [Heading(2, file.path), *found[1:]] if found else []
    return Sheet(", ".join(f"{n} {kind}" for kind, n in report.summary.items() if n), blocks=blocks)._repr_html_()


def _latex(file: FileReport) -> bool:
    """Whether the formulas of a file are LaTeX, as far as one sees."""
    return any("\\" in statement.span.text or "{" in statement.span.text for statement in file.statements)


def shown(result: Any, form: str) -> str | None:
    """The picture of a result; none where it cannot be laid out, so that a notebook shows the next best form."""
    for kind, known, method in METHODS:
        if isinstance(result, kind) and form == known:
            try:
                return method(result)
            except SymgradError:
                return None
    return None


METHODS: tuple[tuple[type, str, Callable[[Any], str | None]], ...] = (
    (Derivation, "html", derivation_html),
    (Derivation, "svg", derivation_svg),
    (Graph, "svg", graph_svg),
    (Gates, "svg", gates_svg),
    (Report, "html", report_html),
)
