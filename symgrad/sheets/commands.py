"""The commands that write files: sheet, draw, plot."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symgrad.source import SymgradError, complaint

if TYPE_CHECKING:
    from symgrad.derive import Derivation
    from symgrad.review.lines import Opened

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
    parser.add_argument("--section", metavar="HEADING", help="of a file: what stands under the heading that begins so")
    parser.add_argument("--at", metavar="X=0,W=1/2", help="values of the inputs (default: those that the text gives)")


def _output(parser: argparse.ArgumentParser, forms: str) -> None:
    parser.add_argument("-o", "--output", metavar="OUT", required=True, help=forms)


def run(options: argparse.Namespace) -> int:
    """Runs one of the three commands; returns the exit code."""
    return {"sheet": _sheet, "draw": _draw, "plot": _plot}[options.command](options)


def values(options: argparse.Namespace) -> dict[str, object] | None:
    """The values of inputs that are given by --at."""
    from symgrad.review.derivations import point

    return point(options.at) if options.at else None


def _sheet(options: argparse.Namespace) -> int:
    from symgrad.document import read_document
    from symgrad.review.check import load
    from symgrad.sheets.book import write_book
    from symgrad.sheets.compose import Options, has_formulas, sheet_of

    how = Options(options.blank, options.mode, options.steps, options.title, options.lang, values(options))
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


def _sections(options: argparse.Namespace) -> list[Opened] | None:
    """The sections of a file that are asked for; None for a formula."""
    from symgrad.document import read_document
    from symgrad.review.check import load
    from symgrad.review.comparison import agree
    from symgrad.review.scopes import open_sections

    text, wanted = options.formula.strip(), (options.section or "").casefold()
    if not is_file(text):
        return None
    opened = open_sections(read_document(load(text)).sections, agree)
    found = [one for one in opened if one.section.title.casefold().startswith(wanted)]
    if not found:
        titles = ", ".join(one.section.title for one in opened if one.section.title)
        raise SymgradError(f"{text}: no heading begins with '{options.section}'", help=titles and f"there are {titles}")
    return found


def is_file(text: str) -> bool:
    """Whether an argument is a file, not a formula. Raises SymgradError for a file that is not there."""
    if len(text) < 300 and "\n" not in text and Path(text).is_file():
        return True
    if text.endswith((".md", ".txt", ".tex")):
        raise SymgradError(f"{text}: no such file")
    return False


def _derivations(options: argparse.Namespace, sections: list[Opened] | None) -> list[Derivation]:
    """The derivations of a formula or of some sections; outputs that stand inside another one are left out."""
    from symgrad.derive import Graph, derive_graph
    from symgrad.derive.decompose import places
    from symgrad.review.derivations import section_outputs
    from symgrad.sheets.derived import LONG, one_point, outside

    given = values(options)
    if sections is None:
        graph = Graph.parse(options.formula.strip())
        roots = [graph.find(options.of)] if options.of else list(graph.outputs.values())
        labels = {str(graph.label(id)) for root in roots for id in graph.free(root)}
        at = given if given is not None and labels <= set(given) else None
        _only(options, [("", str(graph.label(root))) for root in roots])
        return [derive_graph(graph, root, at=_own(graph, root, at), checked=False) for root in roots]
    every = [(section, root) for section in sections for root in section_outputs(section, options.of).values()]
    kept = outside([(section.scope.graph, root) for section, root in every])
    chosen = [(section, root) for section, root in every if (section.scope.graph, root) in kept]
    _only(options, [(section.section.title, str(section.scope.graph.label(root))) for section, root in chosen])
    found = []
    for section, root in chosen:
        whole = section.scope.graph
        at = given if given is not None else one_point(section.seen, section, root)
        brief = len(places(whole, root)) > LONG and not getattr(options, "gradients", True)
        found.append(derive_graph(whole, root, () if brief else None, at=at, checked=False))
    return found


def _only(options: argparse.Namespace, outputs: list[tuple[str, str]]) -> None:
    """A drawing is of one output. Raises SymgradError that says how to choose it."""
    if options.command != "draw" or len(outputs) < 2:
        return
    names = list(dict.fromkeys(name for _, name in outputs))
    if len(names) == len(outputs):
        raise SymgradError(f"there are several outputs: {', '.join(names)}", help="--of chooses one")
    listed = "; ".join(f"{name} under '{title}'" for title, name in outputs)
    raise SymgradError(f"there are several outputs: {listed}", help="--section and --of choose one")


def _own(graph: Any, root: int, at: dict[str, object] | None) -> dict[str, object] | None:
    labels = {str(graph.label(id)) for id in graph.free(root)}
    return None if at is None else {name: value for name, value in at.items() if name in labels}


def _draw(options: argparse.Namespace) -> int:
    from symgrad.derive import passes_of
    from symgrad.sheets.arrays import array_drawing
    from symgrad.sheets.drawing import draw

    sections = _sections(options)
    found = _derivations(options, sections)
    if found:
        if options.gates:
            draw(passes_of(found[0]).gates).save(options.output)
            return 0
        draw(found[0], values=options.values or None, gradients=options.gradients).save(options.output)
        return 0
    arrays = [(each.section.title, drawing) for each in sections or () if (drawing := array_drawing(each)) is not None]
    if not arrays:
        what = f"{options.of} is not defined" if options.of else "no output is defined"
        raise SymgradError(f"{options.formula}: {what}", help="a definition is written name = formula")
    if len(arrays) > 1:
        titles = ", ".join(f"'{title}'" for title, _ in arrays)
        raise SymgradError(f"vectors and matrices are defined under {titles}", help="--section chooses one")
    if options.gradients or options.values or options.gates:
        raise SymgradError(
            "vectors and matrices are drawn as the graph of their names, without values and gradients",
            help="symgrad derive, symgrad sheet",
        )
    arrays[0][1].save(options.output)
    return 0


def _plot(options: argparse.Namespace) -> int:
    from symgrad.sheets.plots import plot

    low, _, high = options.range.partition(",")
    try:
        ends = float(low), float(high)
    except ValueError:
        raise SymgradError(f"'{options.range}' is no range", help="--range=-6,6") from None
    found = _derivations(options, _sections(options))
    if not found:
        raise SymgradError(f"{options.formula}: no output is defined", help="a definition is written name = formula")
    plot(found, values(options) or {}, ends).save(options.output)
    return 0
