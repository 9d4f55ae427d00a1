"""The examples that people copy: they train, and what the README shows of them is what they print."""

import io
import random
import runpy
import sys
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from symgrad.derive import Graph
from symgrad.sheets.series import Series
from symgrad.source import SymgradError

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "tests" / "examples"
XOR = runpy.run_path(str(EXAMPLES / "train_xor.py"))
FLOW = runpy.run_path(str(EXAMPLES / "gradient_flow.py"))
LIMIT = 60  # lines that one copies


def run(name, *arguments):
    printed, before = io.StringIO(), sys.argv
    sys.argv = [name, *arguments]
    try:
        with redirect_stdout(printed):
            runpy.run_path(str(EXAMPLES / name), run_name="__main__")
    finally:
        sys.argv = before
    return printed.getvalue()


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.name)
def test_an_example_is_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LIMIT


# ----- training -----


@pytest.mark.parametrize("batch", [1, 2, 4])
def test_xor_is_learnt_by_every_batch(batch):
    weights, losses = XOR["train"](batch)
    assert losses[-1] < 0.001 < 0.1 < losses[0]
    answers = XOR["answers"](weights)
    assert [answer > 0.5 for answer in answers] == [False, True, True, False]


def test_a_training_without_steps_learns_nothing():
    assert XOR["train"](4, rate=0.0, epochs=3)[1] == pytest.approx([XOR["train"](4, epochs=1)[1][0]] * 3)


def test_gates_take_the_same_steps():
    """Stochastic descent through gates, one example at a time, is descent on the compiled graph."""
    weights, _ = XOR["train"](1, rate=0.5, epochs=2, seed=3)
    gates = Graph.parse(XOR["NETWORK"]).gates(rates=dict.fromkeys(weights, 0.5))
    random.seed(3)
    gates.fill({name: random.gauss(0, 1) for name in weights})
    for _ in range(2):
        for example in random.sample(XOR["EXAMPLES"], 4):
            gates.forward(example)
            gates.backward()
            gates.update()
    assert {name: gates[name].out for name in weights} == pytest.approx(weights)


def test_the_losses_are_drawn(tmp_path):
    pytest.importorskip("matplotlib")
    text = run("train_xor.py", str(tmp_path / "loss.svg"))
    assert (tmp_path / "loss.svg").read_bytes().startswith(b"<?xml")
    assert text in (ROOT / "README.md").read_text(encoding="utf-8")


# ----- depth -----


def test_the_sigmoid_stays_below_its_bound_and_skips_keep_the_gradient():
    rows = FLOW["table"]()
    assert all(0 < slope <= bound for slope, bound in zip(rows["sigmoid"], rows["0.25^L"], strict=True))
    assert rows["sigmoid"][-1] < 1e-30 and rows["sigmoid with skips"][-1] > 0.2
    assert rows["ReLU"] == [1.0] * 6 and rows["ReLU with skips"] == [2.0 ** (depth - 1) for depth in FLOW["DEPTHS"]]
    assert not all(slope <= bound for slope, bound in zip(rows["tanh"], rows["0.25^L"], strict=True))


def test_the_table_of_depths_is_that_of_the_readme():
    text = run("gradient_flow.py")
    bound, _, table = text.partition("\n\n")
    assert bound.startswith(r"\sigma'(z) ≤ 0.25: proved")
    assert table in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_slope_at_the_first_weight_is_that_of_finite_differences():
    graph = FLOW["chain"]("tanh", 4, True)
    at = dict.fromkeys((str(graph.label(id)) for id in graph.free(graph.find())), 1)
    step = 1e-6
    difference = (graph.evaluate({**at, "w_1": 1 + step}) - graph.evaluate({**at, "w_1": 1 - step})) / (2 * step)
    assert FLOW["first_slope"](graph) == pytest.approx(difference, rel=1e-6)


# ----- drawn series -----


def test_what_a_logarithmic_axis_has_no_place_for_is_left_out():
    pytest.importorskip("matplotlib")
    drawn = Series({"a": [(1, 1.0), (2, 0.0), (3, float("nan"))]}, "x", "y", logarithmic=True)
    assert drawn.drawn("png").startswith(b"\x89PNG") and drawn.drawn("svg") == drawn.drawn("svg")
    with pytest.raises(SymgradError, match="without a point"):
        Series({"a": [(1, 0.0)]}, "x", "y", logarithmic=True).drawn("svg")
