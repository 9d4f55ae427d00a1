"""Decimals: the interval of what is stated must hold the exact value of the chain."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judged import verdicts

from symgrad.graph import Graph
from symgrad.proof import decimals, judge_rounding
from symgrad.proof.refute import shown


def stated(graph, text):
    return graph.number(Fraction(text), text)


@pytest.mark.parametrize(
    ("value", "text", "kind"),
    [
        ("1/3", "0.33", "agrees"),
        ("1/3", "0.333", "agrees"),
        ("1/3", "0.34", "refuted"),
        ("1/3", "0.334", "refuted"),
        ("2/3", "0.67", "agrees"),
        ("2/3", "0.66", "refuted"),
        ("1/8", "0.13", "undecided"),
        ("1/8", "0.12", "undecided"),
        ("-1/3", "-0.33", "agrees"),
        ("100/3", "33.3", "agrees"),
        ("1/1000", "0.00", "agrees"),
        ("1/1000", "0.0010", "agrees"),
    ],
)
def test_a_decimal_holds_what_rounds_to_it(value, text, kind):
    graph = Graph()
    found = judge_rounding(graph, graph.number(Fraction(value)).id, stated(graph, text).id)
    if kind == "undecided":  # on the edge both ways of rounding are in use
        assert found.kind in ("undecided", "agrees")
    else:
        assert found.kind == kind


def test_the_exact_value_is_shown():
    graph = Graph()
    found = judge_rounding(graph, graph.number(Fraction(1, 3)).id, stated(graph, "0.34").id)
    assert "0.3333333333" in found.message
    assert any(
        "0.3333333333" in n
        for n in judge_rounding(graph, graph.number(Fraction(1, 3)).id, stated(graph, "0.33").id).notes
    )


@given(st.fractions(min_value=-50, max_value=50, max_denominator=997), st.integers(1, 6))
@settings(max_examples=150, deadline=None)
def test_a_correct_rounding_is_never_refuted_and_the_next_digit_always(value, places):
    with localcontext() as context:
        context.prec = 60
        digits = (Decimal(value.numerator) / value.denominator).quantize(Decimal(1).scaleb(-places))
        off = digits + 2 * Decimal(1).scaleb(-places)
    graph = Graph()
    exact = graph.number(value).id
    assert judge_rounding(graph, exact, stated(graph, f"{digits:f}").id).kind != "refuted"
    assert judge_rounding(graph, exact, stated(graph, f"{off:f}").id).kind == "refuted"


def test_only_decimals_are_wide_and_exponents_are_exact():
    graph = Graph()
    x = graph.input("x")
    half = stated(graph, "0.5")
    assert decimals(graph, (half * x).id) == [half.id]
    assert decimals(graph, graph.write("pow", x, half).id) == []
    assert decimals(graph, (graph.number(3) * x).id) == []


def test_whole_numbers_have_no_width():
    graph = Graph()
    assert judge_rounding(graph, graph.number(Fraction(10, 3)).id, graph.number(3).id).kind == "refuted"


def test_an_interval_is_followed_through_the_formula():
    graph = Graph()
    product = graph.write("mul", stated(graph, "0.197"), graph.number(-3))
    assert judge_rounding(graph, graph.number(Fraction("-0.5898")).id, product.id).kind == "agrees"
    assert judge_rounding(graph, graph.number(Fraction("-0.5928")).id, product.id).kind == "refuted"


def test_each_decimal_is_held_against_the_exact_value_not_against_its_neighbour():
    assert verdicts(r"$\frac{1}{3} = 0.333 = 0.33$" + "\n") == ["agrees", "agrees"]
    assert verdicts(r"$\frac{2}{3} = 0.667 = 0.67$" + "\n") == ["agrees", "agrees"]
    assert verdicts(r"$\frac{4}{9} = 0.444 = 0.45$" + "\n") == ["agrees", "refuted"]


def test_decimals_are_exact_where_that_is_right_and_no_excuse_where_it_is_not():
    assert verdicts("$0.5\\cdot 3 = 1.5$\n") == ["proved"]
    assert verdicts("$0.5\\cdot 3 = 1.6$\n") == ["refuted"]
    assert verdicts("$\\frac{d}{dx} 0.5x^2 = x$\n") == ["proved"]
    assert verdicts("$\\frac{d}{dx} 0.5x^2 = 1.05x$\n") == ["refuted"]


def test_about_equal_is_a_rounding_where_a_decimal_stands_on_the_right():
    assert verdicts(r"$\sqrt{2} \approx 1.414$" + "\n") == ["agrees"]
    assert verdicts(r"$\sqrt{2} \approx 1.415$" + "\n") == ["refuted"]


def test_about_equal_without_a_decimal_has_no_stated_sense():
    assert verdicts("$\\sqrt{2} \\approx x$\n") == ["undecided"]


def test_decimal_commas_are_decimals():
    assert verdicts("$\\frac{1}{3} = 0,33$\n") == ["agrees"]
    assert verdicts("$\\frac{1}{3} = 0{,}34$\n") == ["refuted"]


def test_enough_digits_are_shown_to_tell_two_values_apart():
    import flint

    a, b = shown(flint.arb(1), flint.arb(1) + flint.arb(2) ** -50)
    assert a != b
