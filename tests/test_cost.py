"""The costs of both modes are counted on the graph: one sweep for each input, one for each output."""

import io
from contextlib import redirect_stdout

import pytest

from symgrad.cli import main
from symgrad.derive import Graph, costs, derive


def table(text: str) -> list[tuple[int, int, int, int]]:
    graph = Graph.parse(text)
    outputs = list(graph.outputs.values())
    found = costs(graph, outputs, graph.free(*outputs))
    return [(cost.outputs, cost.inputs, cost.forward, cost.reverse) for cost in found]


def test_one_operation():
    assert table("y = a*b") == [(1, 1, 1, 1), (1, 2, 1, 1)]


@pytest.mark.parametrize("count", [4, 8, 16])
def test_reverse_mode_is_cheap_for_many_inputs(count):
    names = [f"x{k}" for k in range(count)]
    (*_, last) = table("y = " + "*".join(names))
    _, inputs, forward, reverse = last
    function = count - 1
    assert inputs == count and reverse <= 4 * function
    assert forward > reverse or count < 5
    (*_, twice) = table("y = " + "*".join(names + [f"z{k}" for k in range(count)]))
    assert twice[3] <= 3 * reverse and twice[2] >= 3 * forward - 2 * count


@pytest.mark.parametrize("count", [4, 8])
def test_forward_mode_is_cheap_for_many_outputs(count):
    rows = "; ".join(f"y{k} = sin(h*x)*{k + 2}" for k in range(count))
    (*_, last) = table(f"h = exp(sin(x)*x); {rows}")
    assert last[0] == count and last[2] < last[3]


def test_costs_grow_with_inputs_and_outputs():
    found = table("h = tanh(a*b + c*d); u = h*a; v = h*sin(b*c); w = h*d")
    assert {(outputs, inputs) for outputs, inputs, _, _ in found} == {(m, n) for m in (1, 2, 3) for n in (1, 2, 4)}
    for outputs, inputs, forward, reverse in found:
        for m, n, more, back in found:
            if m >= outputs and n >= inputs:
                assert more >= forward and back >= reverse


def test_the_command_prints_the_table():
    printed = io.StringIO()
    with redirect_stdout(printed):
        assert main(["derive", "y = a*b*c"]) == 0
    rows = [line.split() for line in printed.getvalue().splitlines()]
    head = rows.index(["inputs", "forward", "reverse"])
    assert rows[head + 1 : head + 4] == [["1", "3", "3"], ["2", "4", "4"], ["3", "4", "4"]]
    assert not derive("sin(x)").costs
    assert derive("a*b*c").to_dict()["costs"][-1] == {
        "inputs": 3, "outputs": 1, "function": 2, "forward": 4, "reverse": 4,
    }  # fmt: skip
