"""The steps of a derivation of vectors and matrices as blocks of a sheet, with the shapes of the factors."""

from __future__ import annotations

from symgrad.derive import ArrayDerivation, ArrayStep, as_latex, sizes_text
from symgrad.sheets.content import Block, StepRow, Steps, doubt, of_output
from symgrad.sheets.formula import stretched
from symgrad.sheets.label import Label, left_label


def array_steps(
    derivation: ArrayDerivation, steps: str, blank: bool, say: dict[str, str], *, alone: bool = True
) -> list[Block]:
    """The blocks of one derivation. steps: full, or brief without the chain rule. alone: whether it needs no name."""
    found: list[Block] = []
    for mode in ("forward", "reverse"):
        chosen = [step for step in derivation.steps if step.mode == mode]
        if chosen:
            full = steps == "full" and any(step.chain_latex for step in chosen)
            columns = ("chain rule", "result", "shapes") if full else ("result", "shapes")
            heads = (say["derivative" if mode == "reverse" else "tangent"], *(say[column] for column in columns))
            table = Steps(heads, tuple(_row(step, full, blank) for step in chosen), blank, beside=True)
            found += [of_output(say[mode], derivation.output, alone), table]
    return found


def _row(step: ArrayStep, full: bool, blank: bool) -> StepRow:
    chain = step.chain_rule()
    cells = [Label(chain, step.chain_rule(latex=True)) if chain else None] if full else []
    cells.append(Label(step.result_text(), stretched(step.result_text(latex=True))))
    shapes = None if blank else Label(sizes_text(step.shapes()), as_latex(step.shapes()))
    return StepRow(left_label(step), tuple(cells), shapes, "", doubt(step.verdict))
