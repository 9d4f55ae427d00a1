"""The work for a claim about a matrix of a network, counted: for each component it does not grow with the width."""

from dataclasses import replace

import pytest
from layers import SLIPS, UNITS, Layers

from symgrad import check
from symgrad.graph import Graph
from symgrad.proof import together

WIDTHS = (8, 16)
NETWORKS = [
    *(Layers(4, unit, slip) for unit in UNITS for slip in SLIPS),
    *(Layers(4, "sigmoid", slip, biases=True) for slip in SLIPS),
    *(Layers(4, "tanh", slip, tapered=True) for slip in ("", "moved", "factor")),
    *(Layers(4, "relu", slip, biases=True, batch=3) for slip in ("", "moved", "factor")),
]


@pytest.fixture
def work(monkeypatch):
    """How often nodes are made or looked at, evaluated in balls, and proved equal one pair at a time."""
    counts = dict.fromkeys(("nodes", "balls", "proofs"), 0)

    def count(owner, name, kind, number):
        plain = getattr(owner, name)

        def counting(*args, **kwargs):
            counts[kind] += number(args)
            return plain(*args, **kwargs)

        monkeypatch.setattr(owner, name, counting)

    count(Graph, "operands", "nodes", lambda args: 1)
    count(Graph, "cell", "nodes", lambda args: 1)
    count(together, "balls", "balls", lambda args: len(args[1]))
    count(together, "prove_or_not", "proofs", lambda args: 1)
    return counts


@pytest.mark.parametrize("layers", NETWORKS, ids=repr)
def test_work_for_each_component_does_not_grow_with_the_width(layers, work):
    found = []
    for width in WIDTHS:
        there = replace(layers, width=width)
        work.update(dict.fromkeys(work, 0))
        (step,) = check(there.text).steps
        assert step.verdict.holds == (layers.slip in ("", "moved")) and step.kind != "undecided"
        found.append({kind: number / there.components for kind, number in work.items()})
    narrow, wide = found
    assert wide["nodes"] <= 1.3 * narrow["nodes"]
    assert wide["balls"] <= 1.5 * narrow["balls"]
    assert narrow["balls"] > 0 or "shapes" in step.verdict.by
    assert wide["proofs"] == narrow["proofs"] == 0


@pytest.mark.parametrize("slip", ["transpose", "factor"])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_slip_in_a_wide_layer_is_shown_at_an_entry_and_has_its_name(slip, width):
    (step,) = check(Layers(width, "relu", slip).text).steps
    assert step.verdict.message.startswith("with entry (1, 1): at ") and step.verdict.left != step.verdict.right
    assert step.mistake.slug == {"transpose": "transposed", "factor": "missing-factor"}[slip]


def test_equal_numbers_are_one_size_and_others_are_not():
    """What is said of all sizes is said of the sizes that are declared."""
    given = r"$A, B \in \mathbb{R}^{3 \times 3}$, $C \in \mathbb{R}^{3 \times 4}$"
    kinds = {
        claim: check(f"{given}\n\n$${claim}$$").steps[0].kind
        for claim in (r"(A (B - A))^T = (A B)^T - (A A)^T", r"\operatorname{tr}(I A) = 3", r"A C = C A",
                      r"(A B)^T = A^T B^T", r"(A (2 B - A))^T C = 2 (A B)^T C - (A A)^T C")
    }  # fmt: skip
    assert list(kinds.values()) == ["proved", "refuted", "refuted", "refuted", "proved"]
