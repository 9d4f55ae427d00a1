"""Derivations: both modes equal each other and SymPy, in the author's names, and read back as right lines."""

import pytest
import sympy
from hypothesis import given, settings
from strategies import expressions

from symgrad import graph as core
from symgrad.derive import Graph, decompose, derivation, derive, derive_graph
from symgrad.derive.oracle import BY_DEFINITIONS, against_sympy
from symgrad.graph import from_sympy, total, twin
from symgrad.graph.table import INPUT, NAME
from symgrad.proof import judge
from symgrad.review import check, equal
from symgrad.source import SymgradError

x, y, w = sympy.symbols("x y w")


def definitions(found):
    return str(found).split("\n")[: len(found.definitions)]


def ends(found):
    """The derivatives of the output by the inputs: {(mode, input): node}."""
    return {(s.mode, s.by): s.result for s in found if s.of == found.output and s.by in found.inputs}


# ----- decompose -----


def test_every_operation_gets_a_name_once():
    found = derive("exp(exp(x) + exp(x)^2) + sin(exp(x) + exp(x)^2)")
    assert definitions(found) == [
        "f_1 = exp(x)", "f_2 = f_1^2", "f_3 = f_1 + f_2", "f_4 = exp(f_3)", "f_5 = sin(f_3)", "y = f_4 + f_5",
    ]  # fmt: skip


def test_a_sum_is_one_gate_and_the_names_of_the_author_stay():
    assert definitions(derive("a*x - b + 3")) == ["f_1 = a*x", "y = f_1 - b + 3"]
    found = derive("z = w*x + b; L = (s(z) - t)^2; s(u) = tanh(u)")
    names = [name for name, _ in found.definitions]
    assert "z" in names and names[-1] == "L" and found.output == "L"


@pytest.mark.parametrize(
    ("text", "last"),
    [("y*x", "z = y*x"), ("f_1 = x^2; y = sin(f_1)*cos(x)", "y = f_2*f_3"), ("f_1*sin(f_1)", "y = f_1*f_2")],
)
def test_names_that_are_taken_are_not_given_again(text, last):
    found = derive(text)
    assert definitions(found)[-1] == last
    labels = [found.graph.label(id) for id in found.graph.cone([found.definitions[-1][1]])]
    named = [label for label in labels if label]
    assert len(named) == len(set(named))


def test_gates_are_written_in_names_alone():
    graph = Graph()
    root = decompose(graph, from_sympy(graph, sympy.sin(x * y) * sympy.exp(x * y) + x).id)
    gates = [id for id in graph.cone([root]) if graph.cells[id][0] == NAME]
    for gate in gates:
        body = graph.cells[gate][1]
        held = [id for id in graph.cone([body]) if graph.cells[id][0] == NAME]
        assert sum(graph.cells[id][0] not in (NAME, INPUT) for id in graph.cone([body], stop=held)) <= 2


@given(expressions)
@settings(max_examples=60, deadline=None)
def test_a_decomposed_formula_is_the_formula(expression):
    graph = Graph()
    node = from_sympy(graph, expression)
    root = decompose(graph, node.id)
    taken = {graph.label(id) for id in graph.free(node.id)}
    free = next(name for name in ("y", "z", "u", "F", "G", "out") if name not in taken)
    assert graph.label(root) == free or not graph.operations(node.id)
    assert twin(graph, root) == twin(graph, node.id)


# ----- both modes -----


@given(expressions)
@settings(max_examples=60, deadline=None)
def test_both_modes_equal_each_other_and_sympy(expression):
    found = derive(expression, mode="both")
    assert all(step.verdict.holds for step in found), [str(step) for step in found if not step.verdict.holds]
    results = ends(found)
    for name in found.inputs:
        forward, reverse = results.get(("forward", name)), results.get(("reverse", name))
        assert (forward is None) == (reverse is None)
        if forward is not None:
            assert judge(found.graph, forward, reverse).holds
            slope = from_sympy(found.graph, sympy.diff(expression, sympy.Symbol(name)))
            assert judge(found.graph, reverse, slope.id).holds


@given(expressions)
@settings(max_examples=25, deadline=None)
def test_what_is_derived_is_checked_to_be_right(expression):
    """The derivation is text that a reader can hand in."""
    report = check(derive(expression, mode="both").markdown() + "\n")
    assert not [(s.left, s.right, s.verdict) for s in report.steps if not s.verdict.holds]
    assert not any(statement.unread for file in report.files for statement in file.statements)


def test_the_order_of_the_steps():
    text = "a = x*w; b = tanh(a); y = b^2"
    assert [(s.of, s.by) for s in derive(text)] == [("y", "b"), ("y", "a"), ("y", "w"), ("y", "x")]
    assert [(s.of, s.by) for s in derive(text, wrt="w")] == [("y", "b"), ("y", "a"), ("y", "w")]
    assert [(s.of, s.by) for s in derive(text, wrt="w", mode="forward")] == [("a", "w"), ("b", "w"), ("y", "w")]
    both = derive(text, wrt="x", mode="both")
    assert [s.mode for s in both] == ["forward"] * 3 + ["reverse"] * 3


def test_a_step_is_the_chain_rule_the_local_partials_and_the_result():
    first, second = list(derive("a = x^2; y = sin(a)"))
    assert str(first) == "∂y/∂a = cos(a)" and first.chain_rule() == ""
    assert second.chain == "∂y/∂x = ∂y/∂a ∂a/∂x"
    assert str(second) == "∂y/∂x = ∂y/∂a ∂a/∂x = ∂y/∂a·2*x = 2*cos(a)*x"
    assert second.lhs == sympy.Derivative(sympy.Function("y")(x), x)
    assert second.rhs == 2 * x * sympy.cos(sympy.Symbol("a"))


def test_values_are_shown_at_every_node():
    found = derive("a = x*w; y = a^2", at={"x": 3, "w": "1/2"})
    assert found.values == {"x": 3, "w": 0.5, "a": 1.5, "y": 2.25}
    assert {s.by: s.value for s in found} == {"a": 3.0, "w": 9.0, "x": 1.5}
    undefined = derive("log(x)", at={"x": -1})
    assert str(undefined.values["y"]) == "nan"


def test_the_dictionary_has_the_agreed_keys():
    found = derive("x*w", at={"x": 1, "w": 2}).to_dict()
    assert set(found) == {"output", "mode", "inputs", "definitions", "steps", "operations", "costs"}
    assert set(found["operations"]) == {"function", "gradient"}
    for step in found["steps"]:
        assert set(step) == {"of", "by", "left", "chain", "local", "result", "verdict", "verdict_by", "value"}
        assert step["verdict"] == "proved"


SQUARES = "; ".join(["a_0 = x", *(f"a_{i + 1} = a_{i}*a_{i}" for i in range(14))])


def test_a_long_graph_is_held_against_sympy_definition_by_definition():
    found = derive(SQUARES)
    assert set(found.verdicts) == {"proved"}
    assert any(BY_DEFINITIONS in s.verdict.notes for s in found) and not found.steps[0].verdict.notes


@pytest.mark.parametrize("by", ["x", "a_1"])
def test_a_wrong_step_of_a_long_graph_is_refuted(by):
    text = "; ".join(["a_0 = x", *(f"a_{i + 1} = a_{i}*a_{i}" for i in range(8))])
    graph = Graph.parse(text.replace("a_4*a_4", "a_4*a_2 + sin(a_4)"))
    of, u, v = graph.find(), graph.find("a_4"), graph.find(by)
    right = graph.node(total(graph, of, v))
    lost = graph.node(total(graph, of, u)) * graph.node(total(graph, u, v))  # the path past a_4 counts, too
    verdicts = [against_sympy(graph, of, v, one.id) for one in (right, lost, right * 2)]
    assert [verdict.kind for verdict in verdicts] == ["proved", "refuted", "refuted"]
    assert all(BY_DEFINITIONS in verdict.notes for verdict in verdicts)


def test_a_single_formula_too_large_for_sympy_is_held_against_a_forward_sweep():
    graph = core.Graph()
    x = node = graph.input("x")
    for _ in range(14):
        node = node * node
    verdict = against_sympy(graph, node.id, x.id, total(graph, node.id, x.id))
    assert verdict.holds and "too large for SymPy: held against a forward sweep" in verdict.notes


def test_a_constant_has_no_steps():
    assert list(derive("5")) == [] and list(derive("y = 2*3")) == []
    assert [str(s) for s in derive("y = x")] == ["∂y/∂x = 1"]


# ----- texts -----


@pytest.mark.parametrize(
    "text",
    [
        "a = x^2; y = a*x",
        "a = x^2\ny = a*x",
        "y = a*x; a = x^2",
        r"a = x^2 \\ y = a x",
        r"a = x^2, \quad y = a x",
        r"\begin{aligned} a &= x^2 \\ y &= a x \end{aligned}",
        "$a = x^2; y = a x$",
        "a := x^2; y := a*x",
        "a(x) = x^2; y = a(x)*x",
    ],
)
def test_definitions_may_be_written_in_many_ways(text):
    found = derive(text)
    assert found.inputs == ["x"] and found.output == "y"
    assert {s.verdict.kind for s in found} == {"proved"}
    last = found.steps[-1].rhs.subs({sympy.Symbol("a"): x**2})
    assert equal(last, 3 * x**2).holds


def test_a_function_of_another_variable_is_applied():
    found = derive("q(t) = t^2; y = q(x)*x")
    assert definitions(found) == ["f_1 = x^2", "y = f_1*x"]


def test_the_last_name_that_nothing_uses_is_the_output():
    assert derive("a = x^2; b = x^3").output == "b"
    assert derive("a = x^2; b = x^3", of="a").output == "a"
    assert derive("a = x^2; b = a^3", of="a").output == "a"


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        ("", {}, "no formula"),
        ("x^2", {"mode": "sideways"}, "no mode"),
        ("x^2", {"wrt": "q"}, "nothing is named q"),
        ("x^2", {"of": "q"}, "nothing is named q"),
        ("x*w", {"at": {"x": 1}}, "no value is given for w"),
        ("x^2", {"at": {"q": 1}}, "nothing is named q"),
        ("y = y + 1", {}, "defined by itself"),
        ("a = b; b = a", {}, "defined by itself"),
        ("x < 3", {}, "name = formula"),
        ("x^2 = y", {}, "left side"),
        ("f(x)", {}, "function"),
        ("x^", {}, "missing"),
        (r"\int x", {}, "not read"),
        ("x^2^3", {}, "brackets"),
    ],
)
def test_what_cannot_be_derived_says_why(text, options, words):
    with pytest.raises(SymgradError, match=words):
        derive(text, **options)


def test_a_graph_is_asked_by_name():
    graph = Graph.parse("a = x*w; y = sin(a)")
    assert graph.gradient() == {x: w * sympy.cos(w * x), w: x * sympy.cos(w * x)}
    assert graph.evaluate({"x": 0, "w": 5}) == 0
    assert [str(s) for s in graph.forward("x", "a")] == ["∂a/∂x = w"]
    assert len(list(graph.reverse())) == 3
    with pytest.raises(SymgradError, match="no output"):
        Graph().gradient()
    with pytest.raises(SymgradError, match="the names are a, w, x, y"):
        graph.find("q")


def test_a_derivation_of_part_of_a_graph():
    graph = Graph.parse("a = x*w; y = sin(a)")
    found = derive_graph(graph, graph.find("a"), "w")
    assert [str(s) for s in found] == ["∂a/∂w = x"]
    assert derivation(graph, graph.find("y"), []).steps == []


@pytest.mark.parametrize("value", ["foo", float("nan"), float("inf"), None])
def test_a_value_that_is_no_number_is_turned_away(value):
    with pytest.raises(SymgradError):
        derive("x^2", at={"x": value})


def test_a_tower_of_powers_is_answered():
    derive("9^(9^(9^9))*x")
