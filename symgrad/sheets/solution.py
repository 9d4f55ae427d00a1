"""A derivation as blocks of a sheet: definitions, graph, the steps of each mode, what they cost."""

from __future__ import annotations

from dataclasses import replace

from symgrad.derive import Derivation, Step
from symgrad.derive.decompose import places
from symgrad.graph import adjoints, tangents
from symgrad.graph.table import INPUT
from symgrad.notation.writer import write
from symgrad.sheets.content import (
    Bars,
    Block,
    Chart,
    Equations,
    Figure,
    Heading,
    Paragraph,
    StepRow,
    Steps,
    anchor,
    doubt,
    of_output,
)
from symgrad.sheets.curves import POINTS, curves
from symgrad.sheets.derived import Derived
from symgrad.sheets.drawing import draw
from symgrad.sheets.formula import stretched
from symgrad.sheets.label import Label, left_label, name_label, number_label

TALLEST = 40.0  # height of a curve that a sheet shows
FLOW = 6  # intermediates; from there on the sizes of the adjoints are plotted


def solution(
    made: Derived, mode: str, steps: str, blank: bool, say: dict[str, str], key: str, *, alone: bool = True
) -> list[Block]:
    """The blocks of one derivation; key: for the vertices of its drawing. alone: whether it needs no name."""
    derivation = _unsolved(made) if blank else made.derivation
    found: list[Block] = [of_output(say["definitions"], derivation.output, alone)]
    if made.given:
        count = len(places(derivation.graph, made.whole)) - 1
        names = [part for name in made.given for part in (", ", name_label(name))][1:]
        found.append(Paragraph((say["nearest"].format(count), *names, ".")))
    found.append(definitions(derivation))
    drawing = draw(replace(derivation, steps=[], values={}) if blank else derivation)
    found += [Heading(3, say["graph"]), Figure(drawing, key, "" if blank else say["hint"])]
    for each in ("forward", "reverse"):
        rows = [step for step in derivation.steps if step.mode == each]
        for group in _groups(rows, each):
            heading = Heading(3, say[each])
            if each == "forward" and len(derivation.inputs) > 1:
                heading = Heading(3, f"{say[each]}, {say['by input']} ", name_label(group[0].by))
            found += [heading, step_table(group, steps, blank, say, key)]
    if not blank and derivation.steps:
        found += _cost(derivation, made.whole, say)
        found += [*_flow(derivation, say), *_chart(derivation, say)]
    return found


def _unsolved(made: Derived) -> Derivation:
    """The derivation with the given values of the inputs alone."""
    derivation = made.derivation
    inputs = {str(derivation.graph.label(id)) for id in derivation.graph.free(derivation.root)}
    given = {name: value for name, value in derivation.values.items() if name in inputs and name not in made.given}
    return replace(derivation, values=given, steps=[replace(step, value=None) for step in derivation.steps])


def _groups(steps: list[Step], mode: str) -> list[list[Step]]:
    """The steps of each sweep: forward mode has one for every input."""
    found: dict[str, list[Step]] = {}
    for step in steps:
        found.setdefault(step.by if mode == "forward" else "", []).append(step)
    return list(found.values())


def definitions(derivation: Derivation) -> Equations:
    """Every named intermediate with its formula, and the given inputs, with their values."""
    graph = derivation.graph
    rows: list[tuple[Label, Label, Label | None]] = []
    root = derivation.root
    for id in graph.cone([root]):
        name = str(graph.label(id))
        if graph.cells[id][0] == INPUT and name in derivation.values:
            rows.append((name_label(name), number_label(derivation.values[name]), None))
    for name, id in derivation.definitions:
        value = derivation.values.get(name)
        formula = Label(write(graph, id), stretched(write(graph, id, latex=True)))
        rows.append((name_label(name), formula, None if value is None else number_label(value)))
    return Equations(tuple(rows))


def step_table(group: list[Step], steps: str, blank: bool, say: dict[str, str], key: str) -> Steps:
    """The steps of one sweep in columns."""
    columns = ("chain rule", "put in", "result") if steps == "full" else ("result",)
    heads = [say["derivative"], *(say[column] for column in columns)]
    valued = any(step.value is not None for step in group)
    if valued:
        heads.append(say["value"])
    return Steps(tuple(heads), tuple(_row(step, len(columns), key) for step in group), blank)


def _row(step: Step, columns: int, key: str) -> StepRow:
    texts = [
        Label(step.chain_rule(), step.chain_rule(latex=True)),
        Label(step.put_in(), stretched(step.put_in(latex=True))),
        Label(step.result_text(), stretched(step.result_text(latex=True))),
    ]
    cells: list[Label | None] = []
    for i, text in enumerate(texts):
        last = i == len(texts) - 1
        again = any(cell is not None and cell.latex == text.latex for cell in cells)
        cells.append(None if not text.plain or (again and not last) else text)
    value = None if step.value is None else number_label(step.value)
    vertex = anchor(key, step.by if step.mode == "reverse" else step.of)
    return StepRow(left_label(step), tuple(cells[-columns:]), value, vertex, doubt(step.verdict))


def _cost(derivation: Derivation, root: int, say: dict[str, str]) -> list[Block]:
    """How many operations the output takes, and its derivatives by all inputs in either mode."""
    graph = derivation.graph
    inputs = graph.free(root)
    bar = adjoints(graph, root)
    reverse = graph.operations(root, *(bar[x] for x in inputs if x in bar))
    one = graph.number(1).id
    dots = [tangents(graph, root, {x: one}).get(root) for x in inputs]
    forward = graph.operations(root, *(dot for dot in dots if dot is not None))
    output = name_label(derivation.output)
    held = f" {say['checked']}" if all(step.verdict.holds for step in derivation.steps) else ""
    before = say["operations of"].format(graph.operations(root))
    text = (before, output, say["operations with"].format(reverse, forward) + held)
    return [Heading(3, say["cost"]), Paragraph(text)]


def _flow(derivation: Derivation, say: dict[str, str]) -> list[Block]:
    """How large the adjoints are, where their values are known and the graph is deep."""
    steps = [step for step in derivation.steps if step.mode == "reverse" and step.value is not None]
    if len(steps) < FLOW:
        return []
    labels = tuple(map(left_label, steps))
    return [Bars(say["gradient flow"], labels, tuple(abs(step.value or 0.0) for step in steps))]


def _chart(derivation: Derivation, say: dict[str, str]) -> list[Block]:
    """A function of a single input over the middle of its axis, where it stays in sight there."""
    if len(derivation.graph.free(derivation.root)) > 1:
        return []
    found = curves(derivation, {})
    if found is None or len(found.heights) < 2 * POINTS or max(map(abs, found.heights)) > TALLEST:
        return []
    return [Chart(say["curves"], found)]
