"""Checkpoints: the gradient is that of plain reverse mode, from nothing but the values that are held."""

import json
import random
from pathlib import Path

import pytest
from commands import printed

from symgrad.cli import main
from symgrad.derive import Graph, checkpoints
from symgrad.derive.checkpoint import Schedule
from symgrad.graph import adjoints, numbers
from symgrad.source import SymgradError

PROBLEM = str(Path(__file__).parent.parent / "problems" / "udl-7-11.md")


def chain(layers: int, activation: str = "tanh") -> Graph:
    rows = [f"z_{k} = w_{k}*h_{k - 1} + b_{k}; h_{k} = {activation}(z_{k})" for k in range(1, layers + 1)]
    return Graph.parse("; ".join(rows).replace("h_0", "x"))


GRAPHS = {
    "chain": chain(7),
    "relu": chain(6, "relu"),
    "skips": Graph.parse("u = x + sin(w*x); v = u + sin(w*u); s = v + sin(x*v); y = s*u + x"),
    "diamond": Graph.parse("f = exp(x); g = f^2; h = f + g; p = exp(h/9); q = sin(h); y = p + q*w"),
}


@pytest.mark.parametrize("name", GRAPHS)
@pytest.mark.parametrize("every", [1, 2, 3, 5, 100])
def test_the_gradient_is_that_of_plain_reverse_mode(name, every):
    graph = GRAPHS[name]
    root = graph.find()
    inputs = graph.free(root)
    point = {id: random.Random(id).uniform(0.2, 0.9) for id in inputs}
    bar = adjoints(graph, root)
    true = numbers(graph, [bar[id] for id in inputs], point)
    gates = [id for id in graph.cone([root]) if graph.label(id) and id not in inputs]
    found = Schedule(graph, root, inputs, gates[every - 1 :: every]).run(point)
    assert found == {id: pytest.approx(true[bar[id]]) for id in inputs}


def test_a_value_that_is_not_held_is_missed():
    graph = GRAPHS["chain"]
    schedule = Schedule(graph, graph.find(), graph.free(graph.find()), [graph.find("h_3")])
    place = next(k for k, (act, _) in enumerate(schedule.acts) if act == "adjoint")
    schedule.acts.insert(place, ("forget", schedule.acts[place - 1][1]))
    with pytest.raises((SymgradError, KeyError)):
        schedule.run(dict.fromkeys(graph.free(graph.find()), 0.5))
    schedule = Schedule(graph, graph.find(), graph.free(graph.find()), [graph.find("h_3")])
    schedule.acts = [(act, u) for act, u in schedule.acts if (act, u) != ("compute", graph.find("h_5"))]
    with pytest.raises(SymgradError, match="h_5 is not held"):
        schedule.run(dict.fromkeys(graph.free(graph.find()), 0.5))


def test_one_segment_is_plain_reverse_mode():
    found = GRAPHS["chain"].checkpoints(1000)
    assert (found.values, found.operations) == (found.plain_values, found.plain_operations)
    assert [segment.again for segment in found.segments] == [()]


def test_fewer_values_cost_more_operations():
    sines = Graph.parse("; ".join([f"a_{k + 1} = sin(a_{k})" for k in range(1, 17)]))
    plain = sines.checkpoints(100)
    assert plain.values == 16 and plain.operations == plain.plain_operations
    found = sines.checkpoints(4)
    assert found.values == 7  # a_5, a_9, a_13 and the four of the segment that is worked on
    assert found.operations == plain.operations + 3 * 3  # each but the kept ones of three segments, once more
    assert [segment.kept for segment in found.segments] == [(), ("a_13",), ("a_9",), ("a_5",)]
    assert found.segments[1].again == ("a_10", "a_11", "a_12")


def test_the_gates_to_keep_can_be_named():
    found = chain(8).checkpoints("h_2, h_4,h_6")
    assert [segment.kept for segment in found.segments] == [(), ("h_6",), ("h_4",), ("h_2",)]
    assert found.values < found.plain_values


@pytest.mark.parametrize("wrong", ["0", "-3", "h_99", "", "x"])
def test_what_cannot_be_kept(wrong):
    with pytest.raises(SymgradError, match="no gate to keep"):
        chain(3).checkpoints(wrong)


def test_only_what_leads_to_the_inputs_of_interest_is_held():
    graph = chain(6)
    assert graph.checkpoints(1000, wrt="b_6").plain_values < graph.checkpoints(1000).plain_values
    assert (
        checkpoints(graph, graph.find(), [graph.find("b_6")], 2).plain_operations
        < graph.checkpoints(2).plain_operations
    )


def test_the_command_counts_for_fifty_layers():
    arguments = ("derive", PROBLEM, "--of", "y", "--checkpoint", "z_10,z_20,z_30,z_40")
    rows = [line.split() for line in printed(*arguments).splitlines()]
    assert ["everything", "kept", "100", "349"] in rows and ["with", "checkpoints", "25", "460"] in rows
    found = json.loads(printed(*arguments, "--format", "json"))
    assert found["values"] == 25 and [segment["kept"] for segment in found["segments"]] == [
        [], ["z_40"], ["z_30"], ["z_20"], ["z_10"],
    ]  # fmt: skip
    assert main(["derive", "x^2", "--checkpoint", "nothing"]) == 2
