"""The commands that write files: sheet, draw, plot."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symgrad.source import SymgradError, complaint

if TYPE_CHECKING:
    from symgrad.derive import Derivation

SHEET_EXAMPLES = r"""examples:
  symgrad sheet homework.md -o solution.html         one page that needs nothing else
  symgrad sheet homework.md -o solution.pdf          set by the TeX of this machine
  symgrad sheet homework.md -o part.tex --fragment   for \input
  symgrad sheet homework.md -o exercise.html --blank --title 'Week 3'
  symgrad sheet problems -o book                     a sheet for each text, and an index
"""
DRAW_EXAMPLES = r"""examples:
  symgrad draw 'g = (a + b)*d - f' -o graph.svg
  symgrad draw 'z = w*x + b; L = (sigma(z) - y)^2' --at w=1,x=2,b=0,y=1 --gradients -o graph.pdf
  symgrad draw problems/udl-7-12.md --gradients -o graph.tex
"""
PLOT_EXAMPLES = r"""examples:
  symgrad plot 's = sigma(x)' -o sigmoid.svg                       the function and its derivative
  symgrad plot 's = sigma(x); t = tanh(x); r = relu(x)' -o all.pdf  side by side
  symgrad plot 'z = w*x + b; L = (sigma(z) - y)^2' --at w=1,x=2,b=0,y=1 -o flow.png  sizes of the adjoints
"""
OPTIONS = ("-o", "--output", "--values", "--gradients", "--gates", "--range")


def add_commands(commands: Any) -> None:
    """Adds the three commands to a command line."""
    raw = argparse.RawDescriptionHelpFormatter
    sheet = commands.add_parser(
        "sheet", help="write the worked solution of a text", formatter_class=raw, epilog=SHEET_EXAMPLES,
        description="Write what a text defines, asks and claims as a worked solution: definitions, the graph, the\n"
        "steps of forward or reverse mode, values, answers, and the text's own steps with their verdicts.",
    )  # fmt: skip
    sheet.add_argument("path", metavar="FILE|DIRECTORY", help="a text, or a directory of them")
    _output(sheet, "OUT.html|.md|.tex|.pdf|DIRECTORY")
    sheet.add_argument("--blank", action="store_true", help="leave the answers open: an exercise sheet")
    sheet.add_argument("--mode", choices=("forward", "reverse", "both"), help="(default: the one that the text uses)")
    sheet.add_argument(
        "--steps", choices=("full", "brief"), default="full", help="columns of the steps (default: full)"
    )
    sheet.add_argument("--title", help="(default: the first heading)")
    sheet.add_argument("--lang", choices=("en", "de", "fr"), default="en", help="of the fixed words (default: en)")
    sheet.add_argument("--at", metavar="X=0,W=1/2", help="values of the inputs (default: those that the text gives)")
    sheet.add_argument("--fragment", action="store_true", help=r"of a .tex: only the body, for \input")
    sheet.add_argument("--format", choices=("html", "md", "tex", "pdf"), default="html", help="of a directory's sheets")

    draw = commands.add_parser(
        "draw", help="draw the computational graph", formatter_class=raw, epilog=DRAW_EXAMPLES,
        description="Draw the computational graph of a formula, of definitions, or of a text.",
    )  # fmt: skip
    _formula(draw)
    _output(draw, "OUT.svg|.png|.pdf|.dot|.tex")
    draw.add_argument("--values", action="store_true", help="write the values into the graph")
    draw.add_argument("--gradients", action="store_true", help="draw the graph of the adjoints, too")
    draw.add_argument("--gates", action="store_true", help="draw gates with out and dz, after both passes")

    plot = commands.add_parser(
        "plot", help="plot functions with their derivatives, or the sizes of adjoints", formatter_class=raw,
        epilog=PLOT_EXAMPLES,
        description="With one input left open: each output and its derivative over that input, the extrema marked.\n"
        "With all inputs given: the sizes of the adjoints on a logarithmic axis.",
    )  # fmt: skip
    _formula(plot)
    _output(plot, "OUT.svg|.png|.pdf")
    plot.add_argument("--range", metavar="A,B", default="-6,6", help="of the open input (default: -6,6)")


def _formula(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "formula", metavar="FORMULA|FILE", help="LaTeX, plain text, definitions separated by ;, or a file"
    )
    parser.add_argument("--of", metavar="Y", help="the output (default: what nothing else uses)")
    parser.add_argument("--at", metavar="X=0,W=1/2", help="values of the inputs (default: those that the text gives)")


def _output(parser: argparse.ArgumentParser, forms: str) -> None:
    parser.add_argument("-o", "--output", metavar="OUT", required=True, help=forms)


def run(options: argparse.Namespace) -> int:
    """Runs one of the three commands; returns the exit code."""
    return {"sheet": _sheet, "draw": _draw, "plot": _plot}[options.command](options)


def _values(options: argparse.Namespace) -> dict[str, object] | None:
    from symgrad.review.derivations import point

    return point(options.at) if options.at else None


def _sheet(options: argparse.Namespace) -> int:
    from symgrad.document import read_document
    from symgrad.review.check import load
    from symgrad.sheets.book import write_book
    from symgrad.sheets.compose import Options, has_formulas, sheet_of

    how = Options(options.blank, options.mode, options.steps, options.title, options.lang, _values(options))
    if Path(options.path).is_dir():
        _, failed = write_book(options.path, Path(options.output), how, options.format)
        for error in failed:
            print(complaint(error.diagnostic), file=sys.stderr)
        return 2 if failed else 0
    source = load(options.path)
    if not has_formulas(read_document(source).sections):
        raise SymgradError(
            f"{source.name}: there is no formula in this text", help="formulas stand between $ and $, or on a line"
        )
    sheet_of(source, how).save(options.output, fragment=options.fragment)
    return 0


def _derivations(options: argparse.Namespace) -> list[Derivation]:
    """The derivations of a formula or of a file, those that stand inside another one left out."""
    from symgrad.derive import Derivation, Graph, derive_graph
    from symgrad.review.check import load
    from symgrad.review.derivations import derivations, outputs
    from symgrad.sheets.derived import LONG, Derived, outermost, places

    text, at = options.formula.strip(), _values(options)
    if len(text) < 300 and "\n" not in text and Path(text).is_file():
        source = load(text)
        long = any(len(places(graph, root)) > LONG for _, graph, root in outputs(source, options.of))
        wanted = () if long and not getattr(options, "gradients", True) else None  # a drawing needs no derivative
        every = [one for _, one in derivations(source, options.of, wanted, at=at)]
        found = [Derived(one, one.root) for one in every if isinstance(one, Derivation)]
        if not found:
            raise SymgradError(f"{text}: what it defines is made of vectors and matrices", help="symgrad derive, sheet")
        return [one.derivation for one in outermost(found)]
    if text.endswith((".md", ".txt", ".tex")):
        raise SymgradError(f"{text}: no such file")
    graph = Graph.parse(text)
    roots = [graph.find(options.of)] if options.of else list(graph.outputs.values())
    labels = {str(graph.label(id)) for root in roots for id in graph.free(root)}
    given = at if at is not None and labels <= set(at) else None
    return [derive_graph(graph, root, at=_own(graph, root, given)) for root in roots]


def _own(graph: Any, root: int, at: dict[str, object] | None) -> dict[str, object] | None:
    labels = {str(graph.label(id)) for id in graph.free(root)}
    return None if at is None else {name: value for name, value in at.items() if name in labels}


def _draw(options: argparse.Namespace) -> int:
    from symgrad.derive import passes_of
    from symgrad.sheets.drawing import draw

    found = _derivations(options)
    if len(found) > 1:
        names = ", ".join(dict.fromkeys(one.output for one in found))
        if options.of is None:
            raise SymgradError(f"there are several outputs: {names}", help="--of chooses one")
    if options.gates:
        draw(passes_of(found[0]).gates).save(options.output)
        return 0
    values = True if options.values else None
    draw(found[0], values=values, gradients=options.gradients).save(options.output)
    return 0


def _plot(options: argparse.Namespace) -> int:
    from symgrad.sheets.plots import plot

    low, _, high = options.range.partition(",")
    try:
        ends = float(low), float(high)
    except ValueError:
        raise SymgradError(f"'{options.range}' is no range", help="--range=-6,6") from None
    plot(_derivations(options), _values(options) or {}, ends).save(options.output)
    return 0
