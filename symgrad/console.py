"""Reports and derivations on a terminal: aligned, readable at 80 columns, plain when piped."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import IO, TYPE_CHECKING, Any

from symgrad.source import Diagnostic, Span, visible

if TYPE_CHECKING:
    from symgrad.derive import ArrayDerivation, ArrayStep, Checkpoints, Cost, Derivation
    from symgrad.derive import Step as DerivedStep
    from symgrad.review import FileReport, Report, Step
    from symgrad.review.mistakes import Entry
    from symgrad.review.report import StatementReport

STYLES = {"proved": "green", "agrees": "cyan", "refuted": "bold red", "undecided": "yellow", "unread": "magenta",
          "follows": "red", "as expected": "green"}  # fmt: skip

SHAPES = 38  # the column in which shapes of factors begin


class Console:
    """Writes to a stream; colours only on a terminal."""

    def __init__(self, stream: IO[str] | None = None, width: int | None = None) -> None:
        self.stream = stream or sys.stdout
        self.colour = self.stream.isatty()
        self.width = width or self._width()
        self._rich: Any = None

    def _width(self) -> int:
        import shutil

        return min(shutil.get_terminal_size((80, 24)).columns, 120) if self.colour else 80

    def line(self, *parts: tuple[str, str] | str) -> None:
        """One line of (text, style) parts."""
        shown = [(visible(part), "") if isinstance(part, str) else (visible(part[0]), part[1]) for part in parts]
        if not self.colour:
            self.stream.write("".join(text for text, _ in shown).rstrip() + "\n")
            return
        if self._rich is None:
            from rich.console import Console as Rich

            self._rich = Rich(file=self.stream, highlight=False, soft_wrap=True)
        from rich.text import Text

        self._rich.print(Text.assemble(*shown))

    # ----- reports -----

    def report(self, report: Report, *, every: bool = False) -> None:
        """Each file with its counts and what does not hold; every: each sign."""
        for file in report.files:
            self._file(file, every)
        if len(report.files) > 1 or not every:
            self._summary(report)

    def _file(self, file: FileReport, every: bool) -> None:
        self.line((file.path, "bold"), "  ", *(_listing(_counts(file)) or [("nothing to judge", "dim")]))
        if every:
            for statement in file.statements:
                for step in statement.steps:
                    self._step(step)
        for statement in file.statements:
            if (statement.unread and not statement.steps) or (statement.kind == "update" and statement.message):
                self.case(statement)
            for step in statement.steps:
                if not step.met and not step.verdict.holds:
                    self.case(step)
        for unmet in file.unmet:
            self.case(unmet)

    def case(self, what: Step | StatementReport | Diagnostic) -> None:
        """One sign, statement or expectation that is not as it should be, with its evidence."""
        from symgrad.review import StatementReport

        if isinstance(what, Diagnostic):
            self.line()
            for row in str(what).split("\n"):
                self.line(row)
        elif isinstance(what, StatementReport):
            self._diagnostic("unread" if what.unread else what.kind, what.span, what.message, ())
        else:
            self._wrong(what)

    def _wrong(self, step: Step) -> None:
        """A step that does not hold: the mistake if it has a name, the evidence, the repair."""
        word, span = "follows" if step.follows else step.kind, step.span
        notes = list(step.verdict.notes)
        if step.follows:
            place = step.follows.span
            elsewhere = "" if place.path == step.span.path else f" of {place.path}"
            notes.insert(0, f"follows from line {place.line}, column {place.column}{elsewhere}")
        mistake = step.mistake
        if mistake is None:
            self._diagnostic(word, span, step.verdict.message, notes, step)
            return
        if mistake.possible:
            notes.append(f"could be {' or '.join(mistake.possible)}")
        fault = mistake.span or span
        self._diagnostic(
            word, span, step.verdict.message, notes, step, fault, mistake.slug, mistake.message, mistake.correct
        )

    def _step(self, step: Step) -> None:
        word = _word(step)
        place = f"{step.span.line}:{step.span.column}"
        room = self.width - 24
        left, right = step.shown
        text = f"{left} {step.relation} {right}"
        if len(text) > room:
            keep = max(room // 3, room - len(right) - 3)
            text = f"{_cut(left, keep)} {step.relation} {_cut(right, room - min(len(left), keep) - 3)}"
        self.line(f"  {place:>8}  ", (f"{word:<11}", STYLES.get(word, "")), " ", text)

    def _diagnostic(
        self,
        word: str,
        span: Span,
        message: str,
        notes: Iterable[str],
        step: Step | None = None,
        fault: Span | None = None,
        slug: str = "",
        mistake: str = "",
        correct: str = "",
    ) -> None:
        self.line()
        self.line(f"{span}: ", (word, STYLES.get(word, "")), f": {slug}" if slug else "")
        if mistake:
            self._wrapped(f"  {mistake}", "  ")
        for row in (fault or span).excerpt().split("\n"):
            self.line(row)
        if message:
            self._wrapped(f"  = note: {message}", "          ")
        for note in notes:
            self._wrapped(f"  = note: {note}", "          ")
        if correct:
            self._wrapped(f"  = help: write {correct}", "          ")
        if step is not None and step.expect and not step.met:
            self._wrapped(f"  = note: the text expects: {step.expect}", "          ")

    def _wrapped(self, text: str, indent: str) -> None:
        import textwrap

        for row in textwrap.wrap(text, self.width, subsequent_indent=indent, break_long_words=False) or [text]:
            self.line(row)

    def _summary(self, report: Report) -> None:
        counts = [(k.replace("_", " "), v) for k, v in report.summary.items() if v]
        files = f"{len(report.files)} file{'s' if len(report.files) != 1 else ''}"
        signs = sum(report.summary.values())
        self.line()
        self.line(f"{files}, {signs} relation sign{'s' if signs != 1 else ''}: ", *_listing(counts))
        unmet = sum(len(file.unmet) for file in report.files)
        if unmet:
            self.line((f"{unmet} expectation{'s' if unmet > 1 else ''} not met", STYLES["refuted"]))

    # ----- mistakes -----

    def mistakes(self, entries: list[Entry]) -> None:
        """The names of the catalogue."""
        width = max(len(entry.slug) for entry in entries)
        for entry in sorted(entries, key=lambda entry: entry.slug):
            self._wrapped(f"{entry.slug:<{width}}  {entry.summary}", " " * (width + 2))

    def mistake(self, entry: Entry) -> None:
        """One entry of the catalogue."""
        self.line((entry.slug, "bold"), f": {entry.summary}")
        self.line()
        self._wrapped(entry.text, "")
        for word, example in (("wrong", entry.wrong), ("right", entry.right)):
            self.line()
            self.line((f"{word}:", STYLES["refuted" if word == "wrong" else "proved"]))
            for part in example.replace("; ", "\n").split("\n"):
                self.line(f"    {part}")

    # ----- derivations -----

    def _title(self, title: str) -> None:
        if title:
            self.line((title, "bold"))
            self.line()

    def derivation(self, derivation: Derivation, title: str = "") -> None:
        """Definitions, steps in reading order with their verdicts, values if there are any, and the cost."""
        from symgrad.notation.writer import write, written_name

        self._title(title)
        width = max((len(written_name(name)) for name, _ in derivation.definitions), default=1)
        for name, id in derivation.definitions:
            value = derivation.values.get(name)
            self._aligned(f"  {written_name(name):<{width}} = {write(derivation.graph, id)}", _number(value), "")
        for mode in ("forward", "reverse"):
            steps = [step for step in derivation.steps if step.mode == mode]
            if steps:
                self.line()
                self.line((f"  {mode} mode", "bold"))
                for step in steps:
                    self._derived(step)
        self.line()
        cost = f"  {derivation.function} operations for {written_name(derivation.output)}"
        more = f", {derivation.gradient} for the derivatives with it" if derivation.steps else ""
        self.line((cost + more, "dim"))
        self._costs(derivation.costs)

    def array_derivation(self, derivation: ArrayDerivation, title: str = "", *, shapes: bool = False) -> None:
        """The same of vectors and matrices; shapes: of every factor, beside each step."""
        from symgrad.derive import as_text
        from symgrad.notation.writer import written_name

        self._title(title)
        width = max((len(written_name(name)) for name, _ in derivation.definitions), default=1)
        for name, formula in derivation.definitions:
            shape = derivation.shapes[name] if shapes else ""
            self._aligned(f"  {written_name(name):<{width}} = {as_text(formula)}", shape, "")
        for i, mode in enumerate(("forward", "reverse")):
            steps = [step for step in derivation.steps if step.mode == mode]
            if steps:
                if derivation.definitions or i:
                    self.line()
                self.line((f"  {mode} mode" + (f", {derivation.layout} layout" if mode == "reverse" else ""), "bold"))
                for step in steps:
                    self._derived(step, step.shapes() if shapes else "")

    def checkpoints(self, found: Checkpoints, title: str = "") -> None:
        """What is kept and what is computed again, segment by segment from the output down, and what that takes."""
        self._title(title)
        self.line(("  reverse mode with checkpoints", "bold"))
        for segment in found.segments:
            parts = [f"{word} {_listed(names)}" for word, names in segment.to_dict().items() if names]
            self._wrapped(f"  {'; '.join(parts)}", "    ")
        self.line()
        rows = [
            ("", "values held", "operations"),
            ("everything kept", str(found.plain_values), str(found.plain_operations)),
            ("with checkpoints", str(found.values), str(found.operations)),
        ]
        for name, *numbers in rows:
            self.line((f"  {name:<16}" + "".join(f"  {entry:>11}" for entry in numbers), "dim"))

    def _costs(self, costs: list[Cost]) -> None:
        """Operations of both modes against numbers of inputs and outputs."""
        if not costs:
            return
        several = len({cost.outputs for cost in costs}) > 1
        head = (["outputs"] if several else []) + ["inputs", "forward", "reverse"]
        rows = [[*[cost.outputs] * several, cost.inputs, cost.forward, cost.reverse] for cost in costs]
        self.line()
        self.line(("  operations for the function with its derivatives", "dim"))
        for row in [head, *([*map(str, row)] for row in rows)]:
            self.line(("  " + "  ".join(f"{entry:>8}" for entry in row), "dim"))

    def _derived(self, step: DerivedStep | ArrayStep, shapes: str = "") -> None:
        left = step.left()
        rows = step.parts()
        margin = " " * _columns(left)
        for i, row in enumerate(rows):
            head = left if i == 0 else margin
            last = i == len(rows) - 1
            value = _number(step.value)
            text = f"  {head} = {row}" + (f" = {value}" if last and value and value != row else "")
            beside = last and bool(shapes) and self._fits(text, shapes, step.verdict.kind)
            text += " " * max(2, SHAPES - _columns(text)) + shapes if beside else ""
            self._aligned(text, step.verdict.kind if last else "", STYLES[step.verdict.kind])
            if last and shapes and not beside:
                self._wrapped(f"  {margin}   {shapes}", f"  {margin}     ")
        for note in step.verdict.notes:
            self.line((f"  {margin}   ({note})", "dim"))
        if not step.verdict.holds:
            self.line((f"  {margin}   ({step.verdict.message})", "red"))

    def _fits(self, text: str, shapes: str, word: str) -> bool:
        """Whether shapes stand beside a step in one row with its verdict."""
        return max(_columns(text) + 2, SHAPES) + _columns(shapes) + 2 + len(word) <= self.width

    def _aligned(self, text: str, word: str, style: str) -> None:
        gap = max(2, self.width - _columns(text) - len(word))
        self.line(text, " " * gap if word else "", (word, style) if style else word)


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes: a mark above a letter takes none."""
    import unicodedata

    return sum(not unicodedata.combining(char) for char in text)


def _counts(file: FileReport) -> list[tuple[str, int]]:
    counts = Counter(map(_word, file.steps))
    counts["unread"] += sum(statement.unread and not statement.steps for statement in file.statements)
    return [(word, counts[word]) for word in STYLES if counts[word]]


def _word(step: Step) -> str:
    return "as expected" if step.met else "follows" if step.follows else step.kind


def _listing(counts: list[tuple[str, int]]) -> list[tuple[str, str] | str]:
    """Numbers with their words, a comma between them, as parts of a line."""
    parts = [part for word, number in counts for part in (", ", (f"{number} {word}", STYLES.get(word, "")))]
    return parts[1:]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"


def _listed(names: Sequence[str]) -> str:
    """Names in a row, the middle of many left out."""
    from symgrad.notation.writer import written_name

    shown = [written_name(name) for name in names]
    return ", ".join(shown if len(shown) <= 4 else [*shown[:2], "…", shown[-1]])


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: max(1, width - 1)] + "…"
