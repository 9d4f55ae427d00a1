"""Arguments in, exit code out."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING, Any

from symgrad import __version__
from symgrad.formats import FORMATS
from symgrad.output import replacing
from symgrad.sheets.commands import OPTIONS, add_commands, is_file, run, values
from symgrad.source import SymgradError, complaint

if TYPE_CHECKING:
    from symgrad.derive import ArrayDerivation, Derivation
    from symgrad.graph import Graph
    from symgrad.review import FileReport, Report

CHECK_EXAMPLES = r"""examples:
  symgrad check homework.md                 every sign of a file
  symgrad check problems                    every text in a directory
  symgrad check paper.tex                   a paper with all that it inputs
  symgrad check -e '\frac{d}{dx} x^2 = 2x'  one formula
  pandoc -t markdown paper.docx | symgrad check -
  symgrad check --format json hw.md         for programs
  symgrad check --format github notes       notes at the lines of a pull request
  symgrad check --format sarif -o symgrad.sarif notes

exit code: 0 every sign holds; 1 something is refuted; 2 something could not be
checked or read (not counted with --lenient), or the input cannot be used
"""
DERIVE_EXAMPLES = r"""examples:
  symgrad derive 'exp(x)^2 + sin(x)'
  symgrad derive 'z = w*x + b; L = (sigma(z) - y)^2' --wrt w,b --at w=1,x=2,b=0,y=1
  symgrad derive '\sin[x^2]' --mode both --format latex
  symgrad derive problems/udl-7-12.md --of y --mode forward
  symgrad derive problems/lmu-3-3-gradient-graph.md --of L --gates
  symgrad derive problems/udl-7-11.md --checkpoint f_10,f_20,f_30,f_40
  symgrad derive problems/matrix-least-squares.md --of S --wrt beta --shapes
  symgrad derive 'W \in \mathbb{R}^{m \times n}; x \in \mathbb{R}^n; L = \|W x\|^2'
"""
EXPLAIN_EXAMPLES = r"""examples:
  symgrad explain                           all names
  symgrad explain missing-inner-derivative
"""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(
        prog="symgrad",
        description="Checks hand-written derivations of gradients, relation sign by relation sign, "
        "and derives them itself.",
        epilog="symgrad COMMAND --help shows the options of a command, with examples.",
    )
    top.add_argument("--version", action="version", version=f"symgrad {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    raw = argparse.RawDescriptionHelpFormatter

    check = commands.add_parser(
        "check", help="judge every relation sign of texts", formatter_class=raw, epilog=CHECK_EXAMPLES,
        description="Judge every relation sign of Markdown, TeX or plain text files.",
    )  # fmt: skip
    check.add_argument("paths", nargs="*", metavar="PATH", help="files or directories; - reads standard input")
    check.add_argument("-e", "--expression", action="append", default=[], metavar="FORMULA", help="judge this formula")
    check.add_argument(
        "--format", choices=("text", *FORMATS), default="text",
        help="text for people (the default); json; sarif for code scanning; github for the log of a workflow; junit",
    )  # fmt: skip
    check.add_argument("-o", "--output", metavar="FILE", help="write there, whole or not at all")
    check.add_argument("-v", "--verbose", action="store_true", help="list every sign, not only those that do not hold")
    check.add_argument("--lenient", action="store_true", help="what could not be checked does not touch the exit code")
    check.add_argument("--jobs", type=_positive, default=1, metavar="N", help="files judged at the same time")
    check.add_argument("--time-limit", type=_seconds, metavar="S", help="seconds for each file; then undecided")

    derive = commands.add_parser(
        "derive", help="write the derivation in forward or reverse mode", formatter_class=raw, epilog=DERIVE_EXAMPLES,
        description="Break a formula (or the definitions of a file) into named intermediates and differentiate it\n"
        "step by step. Every step is held against sympy.diff. Formulas of declared vectors and matrices are\n"
        "derived in matrix form, each step held against sweeps over the entries.",
    )  # fmt: skip
    derive.add_argument(
        "formula", metavar="FORMULA|FILE", help="LaTeX, plain text, definitions separated by ;, or a file"
    )
    derive.add_argument("--of", metavar="Y", help="the output (default: what nothing else uses)")
    derive.add_argument("--wrt", metavar="X,W", help="inputs to differentiate by (default: all)")
    derive.add_argument("--mode", choices=("reverse", "forward", "both"), default="reverse", help="(default: reverse)")
    derive.add_argument("--at", metavar="X=0,W=1/2", help="show the values at this point")
    derive.add_argument(
        "--checkpoint", metavar="K|Z,..", help="what reverse mode takes if every K-th value is kept, or those named"
    )
    derive.add_argument("--gates", action="store_true", help="show both passes through the gates, at values")
    derive.add_argument(
        "--format", choices=("text", "latex", "markdown", "json"), default="text", help="(default: text)"
    )
    derive.add_argument(
        "--layout", choices=("denominator", "numerator"),
        help="of gradients by vectors and matrices (default: what the text declares, else denominator)",
    )  # fmt: skip
    derive.add_argument("--shapes", action="store_true", help="show the shape of every factor beside each step")
    explain = commands.add_parser(
        "explain", help="what a mistake is, with an example", formatter_class=raw, epilog=EXPLAIN_EXAMPLES,
        description="Say what a mistake is that check has named, with a wrong and a right line.",
    )  # fmt: skip
    explain.add_argument("mistake", nargs="?", metavar="MISTAKE", help="its name; without one, all are listed")
    add_commands(commands)
    return top


def _positive(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) <= 256:
        raise argparse.ArgumentTypeError(f"'{text}' is no number from 1 to 256")
    return int(text)


def _seconds(text: str) -> float:
    from symgrad.review.check import time_limit_of

    try:
        return time_limit_of(text)
    except SymgradError as error:
        raise argparse.ArgumentTypeError(error.diagnostic.message) from None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    top = parser()
    options = top.parse_args(_protected(list(sys.argv[1:] if arguments is None else arguments)))
    try:
        own = {"check": _check, "derive": _derive, "explain": _explain}
        return own.get(options.command, run)(options)
    except SymgradError as error:
        print(complaint(error.diagnostic), file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        print("symgrad: interrupted", file=sys.stderr)
        return 130


def _protected(arguments: list[str]) -> list[str]:
    """A formula that starts with a minus sign is no option."""
    found: list[str] = []
    for i, argument in enumerate(arguments):
        before = arguments[i - 1] if i else ""
        if before in ("-e", "--expression") and argument.startswith("-") and found:
            found[-1] = f"--expression={argument}"
        elif (
            before in ("derive", "draw", "plot")
            and argument.startswith("-")
            and len(argument) > 1
            and argument not in _OPTIONS
        ):
            found.append(f" {argument}")
        else:
            found.append(argument)
    return found


_OPTIONS = ("-h", "--help", "--of", "--wrt", "--mode", "--at", "--format", "--checkpoint", "--layout", "--shapes",
            *OPTIONS)  # fmt: skip


def _check(options: argparse.Namespace) -> int:
    if not options.paths and not options.expression:
        raise SymgradError("nothing to check", help="symgrad check FILE, or symgrad check -e FORMULA")
    if options.output:
        with replacing(options.output) as stream:
            report = _report(options)
            _write(report, stream, options)
    else:
        if options.format != "text" and isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
        report = _report(options)
        _write(report, sys.stdout, options)
    return report.exit_code(options.lenient)


def _report(options: argparse.Namespace) -> Report:
    from symgrad.review import Report, check

    report = Report()
    for formula in options.expression:
        report.files += check(formula, name="<formula>", formula=True, time_limit=options.time_limit).files
    if "-" in options.paths:
        report.files += check(_stdin(), name="<stdin>", time_limit=options.time_limit).files
    report.files += _files([path for path in options.paths if path != "-"], options)
    return report


def _write(report: Report, stream: IO[str], options: argparse.Namespace) -> None:
    if options.format == "text":
        from symgrad.console import Console

        Console(stream).report(report, every=options.verbose or len(report.files) == 1)
    else:
        from symgrad.formats import written

        stream.write(written(report, options.format, lenient=options.lenient))


def _explain(options: argparse.Namespace) -> int:
    from symgrad.console import Console
    from symgrad.review.mistakes import CATALOGUE

    if options.mistake is None:
        Console().mistakes(list(CATALOGUE.values()))
        return 0
    entry = CATALOGUE.get(options.mistake)
    if entry is None:
        from difflib import get_close_matches

        near = get_close_matches(options.mistake, CATALOGUE, 3, 0.5)
        help = f"is {' or '.join(near)} meant?" if near else "symgrad explain lists all names"
        raise SymgradError(f"no mistake is called '{options.mistake}'", help=help)
    Console().mistake(entry)
    return 0


def _stdin() -> str:
    data = sys.stdin.buffer.read()
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise SymgradError(f"<stdin>: not UTF-8 text (byte {error.start})") from None


def _files(paths: list[str], options: argparse.Namespace) -> list[FileReport]:
    """The reports of files, in order, with a progress bar when there are many and someone watches."""
    from symgrad.document.files import collect
    from symgrad.review import check_file

    files = collect(paths) if paths else []
    bar = _Bar(len(files))
    found: list[FileReport] = []
    if options.jobs > 1 and len(files) > 1:
        from concurrent.futures import ProcessPoolExecutor
        from functools import partial

        with ProcessPoolExecutor(min(options.jobs, len(files))) as pool:
            for report in pool.map(partial(check_file, time_limit=options.time_limit), files):
                found += report.by_file()
                bar.advance()
    else:
        for path in files:
            found += check_file(path, time_limit=options.time_limit).by_file()
            bar.advance()
    bar.close()
    return found


class _Bar:
    """A progress bar on a terminal's standard error when more than a handful of files are judged."""

    def __init__(self, total: int) -> None:
        self.progress = None
        if total > 8 and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import Progress

            self.progress = Progress(console=Console(stderr=True), transient=True)
            self.task = self.progress.add_task("judging", total=total)
            self.progress.start()

    def advance(self) -> None:
        if self.progress is not None:
            self.progress.advance(self.task)

    def close(self) -> None:
        if self.progress is not None:
            self.progress.stop()


def _derive(options: argparse.Namespace) -> int:
    from symgrad.derive import derive

    if options.checkpoint:
        _show_checkpoints(options)
        return 0
    at = values(options)
    text = options.formula.strip()
    found: list[tuple[str, Derivation | ArrayDerivation]]
    if is_file(text):
        from symgrad.document.files import load
        from symgrad.review.derivations import derivations

        found = derivations(load(text), options.of, options.wrt, options.mode, at, options.layout)
    else:
        found = [("", derive(text, options.wrt, options.of, options.mode, at, options.layout))]
    if options.gates:
        _show_gates(found, options.format)
        return 0
    _show(found, options.format, options.shapes)
    return 0 if all(step.verdict.kind != "refuted" for _, one in found for step in one.steps) else 1


def _show_checkpoints(options: argparse.Namespace) -> None:
    from symgrad.console import Console
    from symgrad.derive import checkpoints, named

    found = []
    for title, graph, root in _outputs(options.formula.strip(), options.of):
        wrt = named(graph, root, options.wrt) if options.wrt else graph.free(root)
        found.append((title, checkpoints(graph, root, wrt, options.checkpoint)))
    if options.format == "json":
        _print_json([one.to_dict() for _, one in found])
        return
    console = Console()
    for title, one in found:
        console.checkpoints(one, title)


def _outputs(text: str, of: str | None) -> list[tuple[str, Graph, int]]:
    """The outputs of a formula or of a file."""
    from symgrad.derive import Graph
    from symgrad.document.files import load
    from symgrad.review.derivations import outputs

    if is_file(text):
        return [*outputs(load(text), of)]
    graph = Graph.parse(text)
    return [("", graph, graph.find(of))]


def _print_json(dicts: list[dict[str, Any]]) -> None:
    import json

    print(json.dumps(dicts[0] if len(dicts) == 1 else dicts, ensure_ascii=False, indent=2))


def _show_gates(found: list[tuple[str, Derivation | ArrayDerivation]], format: str) -> None:
    from symgrad.derive import Derivation, passes_of

    if format == "latex":
        raise SymgradError("passes through gates are tables", help="--format text, markdown or json")
    if not all(isinstance(one, Derivation) for _, one in found):
        raise SymgradError("gates are shown of numbers, not of vectors and matrices", help="--of chooses an output")
    both = [(title, passes_of(one)) for title, one in found if isinstance(one, Derivation)]
    if format == "json":
        _print_json([each.to_dict() for _, each in both])
        return
    from symgrad.console import Console

    console = Console()
    for title, each in both:
        if title:
            console.line("## " if format == "markdown" else "", (title, "bold"))
            console.line()
        for row in (each.markdown() if format == "markdown" else str(each)).split("\n"):
            console.line(row)


def _show(found: list[tuple[str, Derivation | ArrayDerivation]], format: str, shapes: bool) -> None:
    from symgrad.derive import ArrayDerivation

    if shapes and not any(isinstance(one, ArrayDerivation) for _, one in found):
        raise SymgradError(
            "there are no vectors or matrices here, and numbers have no shapes",
            help=r"sizes are declared as W \in \mathbb{R}^{m \times n}",
        )
    if format == "json":
        _print_json([one.to_dict() for _, one in found])
    elif format == "text":
        from symgrad.console import Console

        console = Console()
        for i, (title, one) in enumerate(found):
            if i:
                console.line()
            if isinstance(one, ArrayDerivation):
                console.array_derivation(one, title, shapes=shapes)
            else:
                console.derivation(one, title)
    else:
        for title, one in found:
            if title and format == "markdown":
                print(f"## {title}\n")
            how = {"shapes": shapes} if isinstance(one, ArrayDerivation) else {}
            print(one.latex(**how) if format == "latex" else one.markdown(**how))
