"""What a notebook shows of derivations, graphs and reports.

The classes stand in rooms below this one, which do not know of sheets; so they are given their pictures from here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symgrad.derive import Derivation, Graph
from symgrad.review import Report
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


def report_html(report: Report) -> str:
    """Every judged sign of a report, file by file."""
    say = words("en")
    blocks: list[Any] = []
    for file in report.files:
        found = review_block(file.statements, [], say)
        blocks += [Heading(2, file.path), *found[1:]] if found else []
    return Sheet(", ".join(f"{n} {kind}" for kind, n in report.summary.items() if n), blocks=blocks)._repr_html_()


def _where_there_is_graphviz(method: Callable[[Any], str | None]) -> Callable[[Any], str | None]:
    """The same picture; none where it cannot be laid out, so that a notebook shows the next best form."""

    def shown(self: Any) -> str | None:
        try:
            return method(self)
        except SymgradError:
            return None

    shown.__doc__ = method.__doc__
    return shown


def attach() -> None:
    """Gives the classes the methods by which a notebook asks for pictures."""
    for kind, name, method in (
        (Derivation, "_repr_html_", derivation_html),
        (Derivation, "_repr_svg_", derivation_svg),
        (Graph, "_repr_svg_", graph_svg),
        (Report, "_repr_html_", report_html),
    ):
        setattr(kind, name, _where_there_is_graphviz(method))
