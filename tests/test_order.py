"""Inequalities, extrema and conclusions: what is proved holds, what is refuted shows a point."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import BENT, SMOOTH, plans, planted

from symgrad import check
from symgrad.graph import Graph, balls, exact
from symgrad.notation.reader import read
from symgrad.notation.tokens import tokenize
from symgrad.proof import judge_conclusion, judge_extremum, judge_order
from symgrad.proof.refute import precision
from symgrad.review.check import meaning, scope_for
from symgrad.source import Source

TURNED = {"<": ">", ">": "<", "≤": "≥", "≥": "≤"}


def nodes(*texts):
    """A graph and the nodes of plain formulas in it."""
    sources = [Source(text) for text in texts]
    trees = [read(tokenize(source, 0, len(source.text), latex=False)) for source in sources]
    scope = scope_for(trees)
    return scope.graph, [meaning(tree, scope, source).id for tree, source in zip(trees, sources, strict=True)]


def order(left, relation, right, *positive, at_least=()):
    """The verdict on an inequality where some formulas are positive (or not negative)."""
    graph, found = nodes(left, right, *positive, *at_least)
    signs = [(id, ">") for id in found[2 : 2 + len(positive)]] + [(id, ">=") for id in found[2 + len(positive) :]]
    return judge_order(graph, found[0], found[1], relation, signs)


def fails_at(left, relation, right, at):
    """Whether the inequality fails at a point, by balls of its own."""
    graph, (a, b) = nodes(left, right)
    with precision(256):
        values = {id: exact(Fraction(at[graph.label(id)])) for id in graph.free(a, b)}
        found, _ = balls(graph, graph.cone([a, b]), values)
        x, y = found[a], found[b]
        return bool({"<": x >= y, "≤": x > y, ">": x <= y, "≥": x < y}[relation])


HOLDS = [
    ("x^2", "≥", "0"),
    ("x^2 + 1", ">", "0"),
    ("x^2 + y^2", "≥", "2*x*y"),
    ("sigmoid(x)", "<", "1"),
    ("sigmoid(x)", ">", "0"),
    ("sigmoid(x)*(1 - sigmoid(x))", "≤", "1/4"),
    ("1 - tanh(x)^2", "≤", "1"),
    ("1 - tanh(x)^2", ">", "0"),
    ("tanh(x)", "<", "1"),
    ("|tanh(x)|", "<", "1"),
    ("exp(-x^2)", ">", "0"),
    ("|x|", "≥", "x"),
    ("|x|", "≥", "-x"),
    ("relu(x)", "≥", "x"),
    ("relu(x)", "≥", "0"),
    ("max(x, y)", "≥", "x"),
    ("min(x, y)", "≤", "y"),
    ("sign(x)*x", "≥", "0"),
    ("sin(x)^2", "≤", "1"),
    ("x^4 - 2*x^2 + 1", "≥", "0"),
    ("sqrt(x)", "≥", "0"),
    ("exp(1)", "<", "3"),
    ("pi", ">", "3"),
]
FAILS = [
    ("x^2", ">", "0"),
    ("x^2", "≥", "x"),
    ("x^3", "≥", "0"),
    ("sigmoid(x)*(1 - sigmoid(x))", "<", "1/4"),
    ("sigmoid(x)*(1 - sigmoid(x))", "≤", "1/5"),
    ("sigmoid(x)", "≤", "9/10"),
    ("1 - tanh(x)^2", "<", "1"),
    ("tanh(x)", "≥", "0"),
    ("|x|", ">", "x"),
    ("|x|", ">", "0"),
    ("relu(x)", ">", "x"),
    ("max(x, y)", "≤", "x"),
    ("exp(x)", "≤", "1"),
    ("exp(x)", "≥", "1 + 2*x"),
    ("x + y", "≥", "x"),
    ("sqrt(x)", ">", "0"),
    ("pi", "<", "3"),
]


@pytest.mark.parametrize(("left", "relation", "right"), HOLDS)
def test_what_holds_is_proved(left, relation, right):
    assert order(left, relation, right).kind == "proved"
    assert order(right, TURNED[relation], left).kind == "proved"


@pytest.mark.parametrize(("left", "relation", "right"), FAILS)
def test_what_fails_is_refuted_at_a_point_that_can_be_checked(left, relation, right):
    for a, sign, b in ((left, relation, right), (right, TURNED[relation], left)):
        verdict = order(a, sign, b)
        assert verdict.kind == "refuted", verdict
        assert fails_at(a, sign, b, verdict.at)
        assert verdict.left in verdict.message and verdict.right in verdict.message


@pytest.mark.parametrize(
    ("left", "relation", "right", "positive"),
    [
        ("x", "≥", "0", ["x"]),
        ("x + y", ">", "x", ["y"]),
        ("x*y", ">", "0", ["x", "y"]),
        ("1/x", ">", "0", ["x"]),
        ("p*(1 - p)", ">", "0", ["p", "1 - p"]),
        ("log(1 + x)", "≥", "0", ["x"]),
    ],
)
def test_assumptions_help(left, relation, right, positive):
    assert order(left, relation, right).kind == "refuted"
    assert order(left, relation, right, *positive).holds


def test_a_strict_order_without_a_proof_is_undecided():
    verdict = order("log(1 + x)", ">", "0", "x")
    assert verdict.kind == "undecided" and "no proof that it is strict" in verdict.message


def test_assumptions_that_nothing_satisfies_prove_nothing():
    assert order("x", ">", "0", "x", "-x").kind == "undecided"
    assert order("x", ">", "0", "x - 1", "-x").kind == "undecided"


@pytest.mark.parametrize(("left", "right"), [("x^2", "0"), ("2*x", "x"), ("|x|", "0"), ("x", "0")])
def test_what_is_not_negative_may_be_zero(left, right):
    assert not order(left, ">", right, at_least=["x"]).holds


def test_what_is_not_negative_is_at_least_zero():
    assert order("2*x", "≥", "x", at_least=["x"]).holds


@pytest.mark.parametrize("text", ["(x^2 - 2)^2", "x^2 - 2*sqrt(2)*x + 2", "(x - 1/7919)^2", "1 - sin(x)"])
def test_a_square_that_vanishes_at_no_simple_point_is_not_positive(text):
    assert not order(text, ">", "0").holds


def test_a_wider_bound_is_offered_only_where_it_holds():
    verdict = order("sigmoid(x)*(1 - sigmoid(x))", "≤", "1/5")
    (offer,) = (note for note in verdict.notes if note.startswith("holds with"))
    assert order("sigmoid(x)*(1 - sigmoid(x))", "≤", offer.split()[2]).kind == "proved"
    assert not order("exp(x)", "≤", "1").notes and not order("x^2", "≤", "5").notes


@given(plans(SMOOTH + BENT, leaves=5), st.sampled_from(["≤", "<"]), st.fractions(0, 3, max_denominator=5))
@settings(max_examples=80, deadline=None)
def test_no_verdict_on_an_order_is_wrong(plan, relation, shift):
    """e <= e + shift holds for every shift >= 0, e < e + shift for every shift > 0."""
    graph = Graph()
    e = planted(graph, plan)
    verdict = judge_order(graph, e.id, (e + shift).id, relation)
    assert verdict.kind != ("refuted" if relation == "≤" or shift else "proved")
    back = judge_order(graph, (e + shift).id, e.id, "<")
    assert not back.holds


@given(plans(SMOOTH + BENT, leaves=5), plans(SMOOTH, leaves=3))
@settings(max_examples=80, deadline=None)
def test_a_proved_order_holds_at_every_point_of_a_grid(plan, other):
    graph = Graph()
    a, b = planted(graph, plan), planted(graph, other)
    verdict = judge_order(graph, a.id, b.id, "≤")
    free = graph.free(a.id, b.id)
    for k in range(-4, 5):
        with precision(128):
            values = {id: exact(Fraction(k * (i + 1), 3)) for i, id in enumerate(free)}
            found, _ = balls(graph, graph.cone([a.id, b.id]), values)
            if found[a.id] > found[b.id]:
                assert not verdict.holds


# ----- extrema -----


def extremum(kind, body, stated, *over, assume=()):
    graph, found = nodes(body, stated, *over, *assume)
    variables = found[2 : 2 + len(over)]
    return judge_extremum(graph, kind, found[0], variables, found[1], [(id, ">") for id in found[2 + len(over) :]])


@pytest.mark.parametrize(
    ("kind", "body", "stated", "over"),
    [
        ("max", "sigmoid(z)*(1 - sigmoid(z))", "1/4", "z"),
        ("max", "1 - tanh(z)^2", "1", "z"),
        ("min", "x^2 + y^2", "y^2", "x"),
        ("min", "x^2 - 2*x", "-1", "x"),
        ("min", "|x - 1|", "0", "x"),
        ("max", "-(x - 2)^2 + a", "a", "x"),
        ("argmin", "(x - a)^2", "a", "x"),
        ("argmax", "sigmoid(z)*(1 - sigmoid(z))", "0", "z"),
        ("argmin", "x^2 - 2*x", "1", "x"),
    ],
)
def test_an_extremum_is_proved(kind, body, stated, over):
    verdict = extremum(kind, body, stated, over)
    assert verdict.kind == "proved", verdict


@pytest.mark.parametrize(
    ("kind", "body", "stated", "over"),
    [
        ("max", "sigmoid(z)*(1 - sigmoid(z))", "1/5", "z"),
        ("max", "sigmoid(z)*(1 - sigmoid(z))", "1/2", "z"),
        ("max", "tanh(z)", "1", "z"),
        ("min", "exp(x)", "0", "x"),
        ("min", "x^2 - 2*x", "0", "x"),
        ("min", "x^2 + 1", "0", "x"),
        ("sup", "tanh(x)", "2", "x"),
        ("argmax", "-x^2", "1", "x"),
        ("argmin", "(x - a)^2", "-a", "x"),
        ("max", "a*(1 - x^2)", "a", "x"),
    ],
)
def test_a_wrong_extremum_is_refuted(kind, body, stated, over):
    verdict = extremum(kind, body, stated, over)
    assert verdict.kind == "refuted", verdict
    assert verdict.message


def test_a_supremum_need_not_be_reached():
    assert extremum("sup", "tanh(x)", "1", "x").kind == "agrees"
    assert extremum("inf", "exp(x)", "0", "x").kind == "agrees"
    assert any("reached at z = 0" in note for note in extremum("max", "1 - tanh(z)^2", "1", "z").notes)


def test_an_extremum_of_which_nothing_is_known_is_left_open():
    assert extremum("max", "x", "x", "x").kind == "undecided"
    assert extremum("argmax", "-x^2 - y^2", "0", "x", "y").kind == "undecided"


@pytest.mark.parametrize(
    ("kind", "body", "stated", "assume"),
    [("max", "-x^2", "0", "x"), ("min", "x^2 + 1", "1", "x - 2"), ("argmax", "-x^2", "0", "x - 1")],
)
def test_an_extremum_is_reached_inside_the_domain(kind, body, stated, assume):
    assert not extremum(kind, body, stated, "x", assume=[assume]).holds


@pytest.mark.parametrize(("body", "stated"), [("5", "3"), ("-(x^2 - 1)^2", "1"), ("x - |x|", "3")])
def test_a_place_of_several_is_not_the_place(body, stated):
    assert extremum("argmax", body, stated, "x").kind != "proved"


# ----- conclusions -----


def conclusion(a, b, c, d, assume=()):
    graph, found = nodes(a, b, c, d, *assume)
    return judge_conclusion(graph, (found[0], found[1]), (found[2], found[3]), [(id, ">") for id in found[4:]])


@pytest.mark.parametrize(
    ("premise", "then"),
    [
        (("2*x", "6"), ("x", "3")),
        (("x^2 + 2*x + 1", "0"), ("x", "-1")),
        (("x*(x^2 + 1)", "0"), ("x", "0")),
        (("x", "y"), ("x^2", "y^2")),
        (("exp(x)", "1"), ("x", "0")),
        (("a*x", "b"), ("a*x*2", "2*b")),
        (("log(x)", "0"), ("x", "1")),
        (("(x^2 - x)/x", "0"), ("x", "1")),
    ],
)
def test_every_solution_satisfies_the_conclusion(premise, then):
    assert conclusion(*premise, *then).kind == "proved"


@pytest.mark.parametrize(
    ("premise", "then"),
    [
        (("x^2", "4"), ("x", "2")),
        (("2*x", "6"), ("x", "4")),
        (("x*(x - 1)", "0"), ("x", "1")),
        (("x^2", "2"), ("x", "sqrt(2)")),
        (("x^3", "x"), ("x^2", "1")),
    ],
)
def test_a_solution_that_was_lost_is_shown(premise, then):
    verdict = conclusion(*premise, *then)
    assert verdict.kind == "refuted" and set(verdict.at) == {"x"}
    assert "is a solution too" in verdict.message


def test_a_solution_that_the_assumptions_exclude_does_not_count():
    assert conclusion("x^2", "4", "x", "2").kind == "refuted"
    assert conclusion("x^2", "4", "x", "2", assume=["x"]).kind != "refuted"


def test_what_is_not_found_out_is_said():
    for premise, then in ((("sin(x)", "0"), ("x", "0")), (("x^2", "y^2"), ("x", "y")), (("x*y", "0"), ("x", "0"))):
        assert conclusion(*premise, *then).kind == "undecided"


def test_a_root_outside_the_domain_is_no_solution():
    assert conclusion("x^2*(x - 1)/x", "0", "x", "1").kind != "refuted"


@pytest.mark.parametrize("root", ["sqrt(7*x-3)", "sqrt(x^2-2)", "sqrt(x^3-5)"])
def test_a_root_may_be_zero(root):
    assert order(root, ">", "0").kind != "proved"
    assert order(root, "≥", "0").kind == "proved"
    assert order(f"{root} + 1", ">", "0").kind == "proved"
    assert order(f"1/{root}", ">", "0").kind == "proved"


@pytest.mark.parametrize(
    ("left", "right", "positive"),
    [("2*x", "1", ["x-1"]), ("x+y", "2", ["x-1", "y-1"]), ("3*x+y", "4", ["x-1", "y-1"]), ("x*(2*x-1)", "0", ["x-1"])],
)
def test_what_is_linear_follows_from_linear_assumptions(left, right, positive):
    assert order(left, ">", right, *positive).kind == "proved"
    assert order(left, ">", f"{right} + 3", *positive).kind == "refuted"


def test_strictness_is_kept_apart_in_linear_arithmetic():
    assert order("2*x", ">", "2", at_least=["x-1"]).kind == "refuted"
    assert order("2*x", "≥", "2", at_least=["x-1"]).kind == "proved"
    assert order("2*x", "≥", "2", "x-1").kind == "proved"


def test_an_inequality_that_fails_where_a_step_jumps_says_so():
    text = r"$$\mathbb{I}[x > 0] + \mathbb{I}[-x > 0] \ge %s$$"
    (step,) = check(text % "1").steps
    assert step.kind == "agrees" and any("where a step jumps, as at x = 0" in note for note in step.verdict.notes)
    (step,) = check(text % "0").steps
    assert not any("jumps" in note for note in step.verdict.notes)
