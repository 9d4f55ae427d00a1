"""No change of one sign, factor, index or number that makes a problem's claim false gets past the checker."""

from __future__ import annotations

import os
import re
from pathlib import Path

import mutants
import pytest

FILES = sorted(mutants.PROBLEMS.glob("*.md"))

# Changes that no reader could call false or true. Each: file, what the changed line looks like, what the checker
# says, and why that is all that can be said.
OPEN = [
    (
        "lmu-3-1-vanishing-gradients.md",
        r"\\partial \\sigma\(.*\}\{\\partial \(.*\)\}",
        "not written in terms of the formula below the fraction bar",
        "a derivative by a formula that does not stand in what is differentiated has no meaning",
    ),
    (
        "lmu-3-1-vanishing-gradients.md",
        r"\\partial z_j",
        "z_j has no definition",
        "z_j stands only in a line that is ignored: what is not given is unknown, never 0",
    ),
    (
        "lmu-3-3-gradient-graph.md",
        r"\\frac\{1\}\{(?:-1 \+|1 -) e\^\{-0\}\}",
        "no point of the domain",
        "a division by zero has no value that could be compared",
    ),
    (
        "chaki-vanishing-gradients.md",
        r"\\approx (?:9|11)\^",
        "an approximation without a stated sense",
        "the right side is neither a decimal nor a power of ten",
    ),
]

# Changes that make another right text: what they turn false is not the changed line but those that use it.
ELSEWHERE = [
    ("lmu-3-2-computational-graphs.md", r"^g &= - f", "a second formula in a new paragraph defines the name anew"),
    ("lmu-3-1-vanishing-gradients.md", r"^\$\$\|w_j\| \\le", "a bare inequality about an input declares it"),
    ("lmu-3-3-gradient-graph.md", r"^p_0 &= ", "a later value of an input replaces the one before it"),
]


@pytest.fixture(scope="module")
def outcomes() -> dict[str, list[mutants.Outcome]]:
    found = mutants.run([str(path) for path in FILES], os.cpu_count() or 1)
    return {Path(path).name: each for path, each in found.items()}


def listed(found: list[mutants.Outcome]) -> str:
    return "\n".join(f"{o.line}:{o.column}: {o.mutant.change}: {o.shown}\n    {o.why} {o.proof}" for o in found)


@pytest.mark.slow
@pytest.mark.parametrize("name", [path.name for path in FILES])
def test_every_false_change_is_caught_where_it_stands(name: str, outcomes: dict[str, list[mutants.Outcome]]) -> None:
    found = outcomes[name]
    assert any(o.kind == "caught" for o in found)

    suspects = [o for o in found if o.kind == "suspect"]
    assert not suspects, f"false lines that pass:\n{listed(suspects)}"

    missed = [o for o in found if o.kind == "missed" and not _elsewhere(name, o)]
    assert not missed, f"not caught at the change:\n{listed(missed)}"

    left_open = [o for o in found if o.kind == "open" and not _known_open(name, o)]
    assert not left_open, f"neither refuted nor held:\n{listed(left_open)}"


def _known_open(name: str, o: mutants.Outcome) -> bool:
    return any(re.fullmatch(file, name) and re.search(line, o.shown) and says in o.why for file, line, says, _ in OPEN)


def _elsewhere(name: str, o: mutants.Outcome) -> bool:
    known = any(file == name and re.search(line, o.shown) for file, line, _ in ELSEWHERE)
    return known and o.why.startswith(("refuted at", "exit code 1"))


@pytest.mark.slow
def test_every_exception_is_still_needed(outcomes: dict[str, list[mutants.Outcome]]) -> None:
    for file, line, says, _ in OPEN:
        assert any(
            re.fullmatch(file, name) and o.kind == "open" and re.search(line, o.shown) and says in o.why
            for name, found in outcomes.items()
            for o in found
        ), f"no change is open any more: {file}, {line}"
    for file, line, _ in ELSEWHERE:
        missed = [o for o in outcomes[file] if o.kind == "missed"]
        assert any(re.search(line, o.shown) for o in missed), f"not needed any more: {file}, {line}"


def test_changes_are_of_every_sort(tmp_path: Path) -> None:
    path = tmp_path / "one.md"
    path.write_text("$$p = w_1 x + w_2 x$$\n\n$$\\frac{\\partial p}{\\partial x} = w_1 + w_2$$\n\n$$0.5 + 1 = 1.5$$\n")
    text = mutants.Text(str(path))
    changed = {mutant.apply(text.text).splitlines()[2] for mutant in text.mutants}
    right = r"$$\frac{\partial p}{\partial x} = "
    for wanted in ("w_1 - w_2", "-w_1 + w_2", "w_2 + w_2", "w_2", "w_1", r"w_1 \cdot w_1 + w_2"):
        assert f"{right}{wanted}$$" in changed
    numbers = {mutant.apply(text.text).splitlines()[4] for mutant in text.mutants}
    assert {"$$0.5 + 1 = 1.4$$", "$$0.7 + 1 = 1.5$$", "$$0.5 + 2 = 1.5$$"} <= numbers
    assert all(mutant.start > text.text.index("\n") for mutant in text.mutants), "definitions are left alone"


def test_a_change_that_stays_true_is_recomputed_and_a_false_one_is_not_confirmed(tmp_path: Path) -> None:
    path = tmp_path / "one.md"
    path.write_text("$$y = x^2$$\n\n$$\\frac{\\partial y}{\\partial x} = 2x \\cdot 1$$\n")
    text = mutants.Text(str(path))
    kinds = {o.shown: o.kind for o in (mutants.outcome(text, mutant) for mutant in text.mutants)}
    assert kinds[r"$$\frac{\partial y}{\partial x} = 2x$$"] == "true"
    assert kinds[r"$$\frac{\partial y}{\partial x} = 3x \cdot 1$$"] == "caught"
    said = next(s for s in text.report.statements if s.steps)
    with pytest.raises(mutants.Cannot):
        mutants.recompute(text, text.text.replace(r"2x \cdot 1", r"3x \cdot 1"), said)
