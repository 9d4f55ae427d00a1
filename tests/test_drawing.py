"""Drawings: what is in them, that it lies apart, and that every form of them can be read."""

import shutil
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from symgrad.derive import Graph, derivation
from symgrad.review.derivations import derivations
from symgrad.sheets.drawing import Drawing, draw
from symgrad.sheets.graphviz import layout, render
from symgrad.sheets.label import number_label, runs, width
from symgrad.source import Source, SymgradError

NEURON = "p_1 = w_1*x_1; p_2 = w_2*x_2; z = p_1 + p_2 + p_0; q = sigma(z); L = (q - y)^2"
POINT = {"x_1": 1, "x_2": 1, "w_1": "4/5", "w_2": "-7/5", "p_0": "3/5", "y": 1}
OPAQUE = r"""<!-- symgrad: let l be a function -->
<!-- symgrad: let u be a function -->
<!-- symgrad: let v be a function -->
$$h_2 = u(h_1) \qquad h_3 = v(h_1, h_2) \qquad L = l(h_2, h_3)$$
"""


def deep(layers: int, units: int) -> Graph:
    """A network with a name for every unit."""
    before, rows = [f"x_{j}" for j in range(units)], []
    for layer in range(1, layers + 1):
        for j in range(units):
            terms = " + ".join(f"w_{layer}{j}{k}*{name}" for k, name in enumerate(before))
            rows.append(f"h_{layer}{j} = tanh({terms} + b_{layer}{j})")
        before = [f"h_{layer}{j}" for j in range(units)]
    return Graph.parse("; ".join([*rows, "L = " + " + ".join(f"{name}^2" for name in before)]))


def test_the_graph_of_a_small_expression() -> None:
    drawing = draw("c = a + b; e = c*d; g = e - f")
    assert {vertex.id: vertex.kind for vertex in drawing.vertices} == {
        "a": "input", "b": "input", "d": "input", "f": "input", "c": "gate", "e": "gate", "g": "output",
    }  # fmt: skip
    edges = {(edge.source, edge.target) for edge in drawing.edges}
    assert edges == {("a", "c"), ("b", "c"), ("c", "e"), ("d", "e"), ("e", "g"), ("f", "g")}


def labels_back(drawing: Drawing) -> dict[tuple[str, str], str]:
    """What stands at the edges of the gradient graph."""
    return {(edge.source, edge.target): edge.above.plain for edge in drawing.edges if edge.back and edge.above}


def test_its_gradient_graph_has_every_local_partial() -> None:
    drawing = draw("c = a + b; e = c*d; g = e - f", gradients=True)
    assert labels_back(drawing) == {
        ("dg", "de"): "1", ("dg", "df"): "-1", ("de", "dc"): "d", ("de", "dd"): "c",
        ("dc", "da"): "1", ("dc", "db"): "1",
    }  # fmt: skip


def test_a_long_sum_is_one_gate() -> None:
    drawing = draw("y = a + b + c + d - e")
    assert [vertex.id for vertex in drawing.vertices if vertex.kind != "input"] == ["y"]


def test_the_gradient_graph_of_functions_known_by_name_only() -> None:
    ((_, one),) = derivations(Source(OPAQUE))
    drawing = draw(one, gradients=True)
    assert labels_back(drawing) == {
        ("dL", "dh_3"): "∂_2 l(h_2, h_3)", ("dL", "dh_2"): "∂_1 l(h_2, h_3)", ("dh_3", "dh_2"): "∂_2 v(h_1, h_2)",
        ("dh_3", "dh_1"): "∂_1 v(h_1, h_2)", ("dh_2", "dh_1"): "u'(h_1)",
    }  # fmt: skip


def test_values_stand_above_the_edges_and_adjoints_below() -> None:
    drawing = draw(NEURON, at=POINT, gradients=True)
    at = {(e.source, e.target): (e.above.plain, e.below.plain) for e in drawing.edges if e.above and e.below}
    assert at["w_2", "p_2"] == ("-1.4", "-0.25") and at["x_2", "p_2"] == ("1", "0.35")
    assert at["z", "q"] == ("0", "-0.25") and at["q", "f_1"] == ("0.5", "-1") and at["L", "out"] == ("0.25", "1")
    shown = {vertex.id: vertex.lines[-1].plain for vertex in drawing.vertices if vertex.kind == "gradient"}
    assert shown["dx_2"] == "= 0.35" and shown["dx_1"] == "= -0.2" and shown["dL"] == "= 1"


def test_what_flows_back_along_the_edges_of_a_node_adds_up_to_its_adjoint() -> None:
    drawing = draw("z = w*x; L = exp(z) + z^2", at={"w": 2, "x": 0}, gradients=True)
    back = {(edge.source, edge.target): edge.below.plain for edge in drawing.edges if edge.below}
    shown = {vertex.id: vertex.lines[-1].plain for vertex in drawing.vertices if vertex.kind == "gradient"}
    assert [back["z", "f_1"], back["z", "f_2"], shown["dz"]] == ["1", "0", "= 1"]
    assert [back["w", "z"], back["x", "z"]] == ["0", "2"]


def test_a_node_knows_its_value_tangents_and_adjoint() -> None:
    drawing = draw("z = w*x; L = exp(z)", at={"w": 0, "x": 3})
    facts = next(vertex.facts for vertex in drawing.vertices if vertex.id == "z")
    assert [fact.plain for fact in facts] == [
        "z = w*x", "z = 0", "∂z/∂w = 3", "∂z/∂x = 0", "∂L/∂z = exp(z) = 1",
    ]  # fmt: skip


def test_values_are_not_made_up() -> None:
    with pytest.raises(SymgradError, match="no values"):
        draw("x*y", values=True)


def overlap(drawing) -> list[tuple[str, str]]:  # type: ignore[no-untyped-def]
    boxes = list(layout(drawing).boxes.items())
    return [
        (a, b)
        for i, (a, p) in enumerate(boxes)
        for b, q in boxes[:i]
        if abs(p.x - q.x) < (p.width + q.width) / 2 - 0.5 and abs(p.y - q.y) < (p.height + q.height) / 2 - 0.5
    ]


@pytest.mark.parametrize("formula", [NEURON, "exp(exp(x) + exp(x)^2) + sin(exp(x) + exp(x)^2)", "x", "a/b + max(a, b)"])
@pytest.mark.parametrize("gradients", [False, True])
def test_vertices_do_not_lie_on_each_other(formula: str, gradients: bool) -> None:
    drawing = draw(formula, gradients=gradients and formula != "x")
    assert not overlap(drawing)


def test_a_large_graph_is_folded_to_its_named_units() -> None:
    graph = deep(6, 5)
    one = derivation(graph, graph.find(), [], mode="forward")
    assert len(one.definitions) > 200
    drawing = draw(one)
    kinds = [vertex.kind for vertex in drawing.vertices]
    assert (kinds.count("input"), kinds.count("gate"), kinds.count("output")) == (5, 30, 1)
    assert len({(edge.source, edge.target) for edge in drawing.edges}) == len(drawing.edges) == 5 * 25 + 25 + 5
    assert not overlap(drawing)


def test_the_gradient_graph_of_a_large_graph_is_folded_alike() -> None:
    graph = deep(4, 4)
    drawing = draw(derivation(graph, graph.find()), gradients=True)
    gradients = {vertex.id for vertex in drawing.vertices if vertex.kind == "gradient"}
    assert gradients == {f"d{vertex.id}" for vertex in drawing.vertices if vertex.kind in ("input", "gate", "output")}
    forward = {(edge.source, edge.target) for edge in drawing.edges if not edge.back}
    back = {(edge.target, edge.source) for edge in drawing.edges if edge.back}
    assert back == {(f"d{a}", f"d{b}") for a, b in forward}


def test_svg_is_well_formed_and_says_what_it_shows() -> None:
    root = ElementTree.fromstring(draw("case = max(a, b) + abs(a)", gradients=True).svg())
    assert "case = f_1 + f_2" in root.attrib["aria-label"]
    titles = [each.text for each in root.iter("{http://www.w3.org/2000/svg}title")]
    assert any(title and "f_1 = max(a, b)" in title for title in titles)


def test_every_form_is_written(tmp_path: Path) -> None:
    drawing = draw(NEURON, at=POINT, gradients=True)
    starts = {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF", "dot": b"digraph", "tex": rb"\begin{tikzpicture}"}
    for form, start in starts.items():
        drawing.save(tmp_path / f"graph.{form}")
        assert (tmp_path / f"graph.{form}").read_bytes().startswith(start)
    with pytest.raises(SymgradError, match="svg, dot, tex, png, pdf"):
        drawing.save(tmp_path / "graph.jpg")
    assert len(list(tmp_path.iterdir())) == len(starts)


def test_dot_holds_hostile_names() -> None:
    drawing = draw("x*y")
    drawing.title = 'a "quoted" \\ <title>'
    assert render(drawing.dot(), "svg")


@pytest.mark.skipif(shutil.which("dot") is None, reason="no dot on the path")
def test_a_dot_on_the_path_serves_where_pygraphviz_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    with_package = layout(draw(NEURON))
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    assert set(layout(draw(NEURON)).boxes) == set(with_package.boxes)


def test_without_graphviz_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SymgradError, match=r"symgrad\[draw\]"):
        draw("x*y").svg()


def test_labels() -> None:
    assert [(run.text, run.shift) for run in runs("2*f_1^2")] == [("2·", 0), ("f", 0), ("1", -1), ("2", 1)]
    assert [(run.text, run.shift) for run in runs("x^(-(a+b))")] == [
        ("x", 0),
        ("−(", 1),
        ("a", 1),
        ("+", 1),
        ("b", 1),
        (")", 1),
    ]
    assert width("w_12", 10) < width("w12", 10)
    assert number_label(1.5e-8).latex == r"1.5 \cdot 10^{-8}" and number_label(float("nan")).plain == "undefined"


def test_layers_that_are_alike_are_drawn_once() -> None:
    formulas = [f"h_{k} = tanh(v_{k}*{f'h_{k - 1}' if k > 1 else 'x'})" for k in range(1, 41)]
    drawing = draw("; ".join([*formulas, "y = sin(h_40)"]))
    assert [vertex.lines[0].plain for vertex in drawing.vertices] == ["h_1", "h_2", "h_3 … h_39", "h_40", "y"]
    (layers,) = (vertex for vertex in drawing.vertices if "…" in vertex.id)
    assert sum(edge.source == layers.id for edge in drawing.edges) == 1
    assert sum(edge.target == layers.id for edge in drawing.edges) == 1
    known = {vertex.id for vertex in drawing.vertices}
    assert all({edge.source, edge.target} <= known for edge in drawing.edges)


def test_a_layer_with_another_formula_is_drawn() -> None:
    formulas = [f"h_{k} = {'exp' if k == 20 else 'tanh'}(v_{k}*{f'h_{k - 1}' if k > 1 else 'x'})" for k in range(1, 41)]
    names = {vertex.id for vertex in draw("; ".join(formulas)).vertices}
    assert "h_20" in names and sum("…" in name for name in names) >= 1
