"""Gates are views of the graph: their passes give its values and its gradient, whatever names stand between."""

import json
import random
from pathlib import Path

import pytest
from commands import printed

from symgrad import draw
from symgrad.cli import main
from symgrad.derive import Graph
from symgrad.derive.passes import passes
from symgrad.source import SymgradError

PROBLEM = str(Path(__file__).parent.parent / "problems" / "lmu-3-4-gates.md")
FORMULAS = [
    "z = w*x; L = (sigma(z) - y)^2",
    "z = w*x*v*u; L = (tanh(z) - y)^2 + z*z",
    "a = 1/(1 + exp(-z)); b = a*a*z; L = b + a - 3*z",
    "u = relu(x*w) + x; v = u*u*w; L = v/(1 + u^2)",
    "p = a*b; q = p*p; y = exp(p - q)*q",
    "h = log(x)*x; y = h + h^3 + sqrt(x)",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_the_passes_give_the_value_and_the_gradient(text):
    graph = Graph.parse(text)
    point = {str(graph.label(id)): random.Random(text).uniform(0.2, 1.5) for id in graph.free(graph.find())}
    gates = graph.gates()
    assert gates.forward(point) == pytest.approx(graph.evaluate(point))
    gates.backward()
    for symbol, slope in graph.gradient().items():
        assert gates[str(symbol)].dz == pytest.approx(float(slope.subs(point)))


def kinds(text):
    return {gate.name: gate.kind for gate in Graph.parse(text).gates()}


def test_the_kinds_of_the_exercise():
    found = kinds(r"z = w*x*v + b; a = \frac{1}{1 + e^{-z}}; c = \sigma(a); s = a + c + b; L = (s - y)^2")
    assert found == {
        "w": "input", "x": "input", "v": "input", "b": "input", "y": "input",
        "f_2": "multiply", "z": "add", "a": "sigmoid", "c": "sigmoid", "s": "add", "L": "squared loss",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind"),
    [("a - b", "subtract"), ("a/b", "divide"), ("-a", "negate"), ("a^3", "power"), ("exp(a)", "exp"), 
     ("(a - b)^3", "power"),
     ("1/(2 + exp(-a))", "divide"), ("1/(1 + exp(a))", "divide"), ("a + b - c", "formula"), ("2*a", "multiply")],
)  # fmt: skip
def test_what_looks_like_another_kind_is_not_taken_for_it(text, kind):
    assert kinds(text)["y"] == kind


def test_what_two_gates_use_is_a_gate_of_its_own():
    gates = Graph.parse("p = a*b*c; q = a*b + c").gates("p")
    assert [gate.name for gate in gates["p"].inputs] == ["a", "b", "c"]
    shared = Graph.parse("y = (a - b)^2 + sin(a - b)").gates()
    assert "squared loss" not in {gate.kind for gate in shared}
    assert [gate.kind for gate in shared if gate.name == "f_1"] == ["subtract"]
    assert len(shared["f_1"].consumers) == 2


def test_inputs_and_consumers_mirror_each_other():
    gates = Graph.parse("z = w*x + x; L = (sigma(z) - y)^2").gates()
    edges = {(a.name, b.name) for b in gates for a in b.inputs}
    assert edges == {(a.name, b.name) for a in gates for b in a.consumers} and len(edges) == 7


def test_one_gate_at_a_time():
    gates = Graph.parse("p = a*b; y = sigma(p)").gates()
    gates.fill({"a": 2, "b": 0})
    gates["p"].forward()
    assert gates["p"].out == 0 and gates["y"].out is None
    with pytest.raises(SymgradError, match="no value has reached y"):
        gates["y"].backward()
    gates["y"].forward()
    gates.enter()
    gates["y"].backward()
    assert gates["p"].dz == 0.25 and gates["b"].dz == 0
    gates["p"].backward()
    gates["p"].backward()
    assert gates["b"].dz == 2 * 0.25 * 2  # each call adds


def test_a_weight_gathers_gradients_until_its_update():
    gates = Graph.parse("L = (w*x - y)^2").gates(rates={"w": 0.1})
    assert gates["w"].kind == "weight" and gates["w"].rate == 0.1 and gates["x"].kind == "input"
    gates.fill({"w": 1})
    for x, y in ((1, 0), (2, 1)):
        gates.forward({"x": x, "y": y})
        gates.backward()
    assert gates["w"].dz == pytest.approx(2 * 1 * 1 + 2 * 1 * 2)
    assert gates["x"].dz == pytest.approx(2 * 1 * 1)  # of the last example alone
    gates.update()
    assert gates["w"].out == pytest.approx(1 - 0.1 * 6) and gates["w"].dz == 0


def test_what_cannot_be_a_weight_or_a_value():
    graph = Graph.parse("z = w*x; y = z^2")
    for wrong in (lambda: graph.gates(rates={"z": 1}), lambda: graph.gates().forward({"z": 1}),
                  lambda: graph.gates()["nothing"], lambda: graph.gates().forward({"w": 1})):  # fmt: skip
        with pytest.raises(SymgradError):
            wrong()


def test_arrays_flow_through_gates():
    numpy = pytest.importorskip("numpy")
    gates = Graph.parse("L = (w*x - y)^2").gates()
    xs = numpy.array([1.0, 2.0])
    assert list(gates.forward({"w": 1, "x": xs, "y": 0})) == [1, 4]
    gates.backward()
    assert list(gates["w"].dz) == [2, 8]


def test_a_lost_edge_is_seen():
    """The comparison with the gradient can fail: without one of its edges the graph sends back less."""
    graph = Graph.parse("u = x*w; y = u + x")
    gates = graph.gates()
    gates.forward({"x": 2, "w": 3})
    gates.backward()
    assert gates["x"].dz == 4
    gates["y"].inputs.remove(gates["x"])
    gates.backward()
    assert gates["x"].dz == 3


# ----- shown -----


def test_the_passes_are_tables():
    found = passes(Graph.parse("y = a*b*c").gates(), {"a": 2, "b": 3, "c": 5})
    assert [step.out for step in found.forward] == [2, 3, 5, 30]
    assert [(sent.to, sent.added) for sent in found.backward[0].sent] == [("a", 15), ("b", 10), ("c", 6)]
    assert "y     1   a   dz*b*c = 15" in str(found)
    assert "| $y$ | multiply | $a b c$ | 30 |" in found.markdown() and "b c = 15$ |" in found.markdown()
    assert all(line.count("|") == 5 for line in found.markdown().splitlines() if line.startswith("|"))
    assert str(Graph.parse("y = a*b*c").show_passes({"a": 2, "b": 3, "c": 5})) == str(found)


def test_the_command_shows_the_passes_of_the_exercise():
    text = printed("derive", PROBLEM, "--of", "y", "--gates")
    assert "a_1   sigmoid   sigmoid(z_1)  0.731059" in text and "dz*y*(1 - y) = 0.187951" in text
    found = json.loads(printed("derive", PROBLEM, "--of", "y", "--gates", "--format", "json"))
    assert found["backward"][0] == {"gate": "y", "dz": 1.0, "sent": {"z_4": pytest.approx(0.187951, abs=1e-6)}}
    assert printed("derive", PROBLEM, "--of", "y", "--gates", "--format", "markdown").startswith("## The chain")
    assert (
        main(["derive", "x*y", "--gates"]) == 2
        and main(["derive", "x", "--at", "x=1", "--gates", "--format", "latex"]) == 2
    )


def test_gates_are_drawn_as_they_stand(tmp_path):
    gates = Graph.parse("z = w*x; L = (sigma(z) - y)^2").gates(rates={"w": 0.5})

    def lines(name):
        return [line.plain for vertex in draw(gates).vertices if vertex.id == name for line in vertex.lines]

    assert lines("w") == ["w", "weight"] and lines("L") == ["L", "squared loss"]
    gates.forward({"w": 0, "x": 1, "y": 1})
    assert lines("L") == ["L", "squared loss", "out 0.25"]
    gates.backward()
    assert lines("w") == ["w", "weight", "out 0", "dz -0.25"]
    assert {(edge.source, edge.target) for edge in draw(gates).edges} == {
        ("w", "z"), ("x", "z"), ("z", "f_1"), ("f_1", "L"), ("y", "L"),
    }  # fmt: skip
    assert main(["draw", PROBLEM, "--of", "y", "--gates", "-o", str(tmp_path / "gates.dot")]) == 0
    assert "squared loss" not in (drawn := (tmp_path / "gates.dot").read_text()) and "multiply" in drawn
