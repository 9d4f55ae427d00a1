"""Plots and charts: the extrema lie where they must, and nothing is drawn that is not there."""

import math
import re
import sys
from pathlib import Path

import pytest

from symgrad.derive import derive
from symgrad.sheets.bars import scale
from symgrad.sheets.chart import chart_svg, chart_tikz
from symgrad.sheets.content import Chart
from symgrad.sheets.curves import curves
from symgrad.sheets.plots import plot
from symgrad.source import SymgradError

ENDS = (-6.0, 6.0)


def test_the_slope_of_the_sigmoid_is_largest_at_zero() -> None:
    found = curves(derive("s = sigma(x)"), {})
    assert found is not None
    function, slope = found.lines
    assert function.extrema == () and slope.extrema == ((0.0, 0.25),)


@pytest.mark.parametrize(
    ("formula", "extrema"),
    [("x^3 - 3*x", [(-1, 2), (1, -2)]), ("exp(-x^2)", [(0, 1)]), ("x^3", []), ("relu(x)", []), ("abs(x)", [(0, 0)])],
)
def test_extrema(formula: str, extrema: list[tuple[float, float]]) -> None:
    found = curves(derive(formula), {})
    assert found is not None
    places = [value for place in found.lines[0].extrema for value in place]
    assert places == pytest.approx([value for place in extrema for value in place], abs=1e-6)


def test_a_jump_is_a_gap() -> None:
    found = curves(derive("relu(x)"), {})
    assert found is not None
    slope = found.lines[1].points
    assert sum(math.isnan(y) for _, y in slope) == 1
    assert {y for _, y in slope if not math.isnan(y)} == {0.0, 1.0}


def test_what_is_not_defined_is_not_drawn() -> None:
    found = curves(derive("log(x)"), {})
    assert found is not None
    assert all(math.isnan(y) for x, y in found.lines[0].points if x <= 0)


def test_only_one_input_may_be_left_open() -> None:
    assert curves(derive("w*x"), {}) is None and curves(derive("w*x"), {"w": 2}) is not None
    with pytest.raises(SymgradError, match="exactly one input"):
        plot([derive("w*x")], {}, ENDS)
    with pytest.raises(SymgradError, match="range"):
        plot([derive("x^2")], {}, (1.0, 1.0))


def test_sizes_are_those_of_the_adjoints() -> None:
    one = derive("z = w*x; y = exp(z)", at={"w": -1, "x": 2})
    found = plot([one], {}, ENDS)
    assert {label.plain: size for label, size in found.sizes} == pytest.approx(
        {"∂y/∂z": math.exp(-2), "∂y/∂w": 2 * math.exp(-2), "∂y/∂x": math.exp(-2)}
    )


def test_bars_are_logarithmic_where_sizes_differ_much() -> None:
    found = scale((1.0, 1e-4, 0.0, float("nan")))
    assert found.logarithmic and found.lengths[0] == pytest.approx(300) and 0 < found.lengths[1] < 80
    assert found.lengths[2:] == (0.0, 0.0)
    assert scale((0.0, 0.0)).lengths == (0.0, 0.0)


def test_plots_are_written_in_every_form(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    drawn = plot(
        [derive("s = sigma(x)"), derive("t = tanh(x)"), derive("r = relu(x)"), derive("g = gelu(x)")], {}, ENDS
    )
    for form, start in {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}.items():
        drawn.save(tmp_path / f"plot.{form}")
        assert (tmp_path / f"plot.{form}").read_bytes().startswith(start)
    assert drawn.drawn("svg") == drawn.drawn("svg")


def test_without_matplotlib_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(SymgradError, match=r"symgrad\[plot\]"):
        plot([derive("x^2")], {}, ENDS).drawn("svg")


def test_a_chart_marks_the_maximum() -> None:
    found = curves(derive("s = sigma(x)"), {})
    assert found is not None
    chart = Chart("a <chart>", found)
    assert (
        "(0, 0.25)" in chart_svg(chart) and "a &lt;chart&gt;" in chart_svg(chart) and "<chart>" not in chart_svg(chart)
    )
    assert "(0, 0.25)" in chart_tikz(chart)


@pytest.mark.parametrize(("formula", "side"), [("r = relu(x)", "left"), ("d = relu(-x)", "right")])
def test_the_names_of_the_lines_stand_where_the_lines_do_not(formula: str, side: str) -> None:
    found = curves(derive(formula), {})
    assert found is not None
    svg = chart_svg(Chart("names", found))
    (x,) = {float(match[1]) for match in re.finditer(r'<text x="([\d.]+)" y="(?:14|32)"', svg)}
    assert (x < 100) is (side == "left")
    assert f"anchor={'west' if side == 'left' else 'east'}, text=" in chart_tikz(Chart("names", found))
