"""The readings of a member: total, forward, reverse, all local; each exists or does not."""

import itertools

import pytest
import sympy
from test_meaning import scope_of
from trees import tree_of

from symgrad.graph import to_sympy
from symgrad.notation.meaning import Unresolved
from symgrad.notation.readings import readings
from symgrad.review import check

DIAMOND = {"f_1": "x^2", "f_2": r"\sin f_1", "y": "f_1 f_2"}
x = sympy.Symbol("x")


def modes(text, scope, left=False, outputs=("y",)):
    return [r.mode for r in readings(tree_of(text), scope, None, frozenset(outputs), left)]


def test_without_derivatives_there_is_one_reading():
    assert modes("x + 1", scope_of()) == ["total"]


def test_a_partial_alone_is_total_or_local():
    scope = scope_of(f_1="x", f_2="f_1 x", y="f_2 f_1")
    assert modes(r"\frac{\partial f_2}{\partial x}", scope) == ["total", "local"]


def test_the_output_of_a_scope_on_the_left_is_total_alone():
    scope = scope_of(f_1="x^2", y="f_1 x")
    assert modes(r"\frac{\partial y}{\partial x}", scope, left=True) == ["total"]
    assert modes(r"\frac{\partial y}{\partial x}", scope, left=False) == ["total", "local"]


def test_d_is_always_total():
    assert modes(r"\frac{dy}{dx}", scope_of(f_1="x^2", y="f_1 x")) == ["total"]


def test_equal_readings_count_once():
    assert modes(r"\frac{\partial y}{\partial x}", scope_of(y="x^2")) == ["total"]


def test_a_local_reading_by_no_direct_operand_does_not_exist():
    assert modes(r"\frac{\partial f_2}{\partial x}", scope_of(f_1="x^2", f_2=r"\sin f_1")) == ["total"]


def test_a_chain_has_readings_for_forward_reverse_and_paths():
    scope = scope_of(**DIAMOND)
    found = readings(
        tree_of(r"\frac{\partial y}{\partial f_2}\frac{\partial f_2}{\partial f_1}"), scope, None, frozenset("y"), False
    )
    assert found[0].mode == "total"
    assert {to_sympy(scope.graph, r.node, cut=True) for r in found}


def test_a_local_reading_is_noted():
    scope = scope_of(f_1="x", f_2="f_1 x")
    found = readings(tree_of(r"\frac{\partial f_2}{\partial x}"), scope, None, frozenset(), False)
    assert any("other paths are left out" in note for note in found[1].notes)


def test_what_has_not_even_a_total_reading_is_unresolved():
    with pytest.raises(Unresolved):
        readings(tree_of(r"\frac{dy}{dx}"), scope_of(letters="x"), None, frozenset(), False)


TEXT = "\n".join(f"$${name} = {formula}$$" for name, formula in DIAMOND.items())
P = r"\frac{\partial %s}{\partial %s}"


def verdicts(line):
    return [step.kind for step in check(TEXT + f"\n\n$${line}$$\n").steps]


def chain(*names):
    return "".join(P % pair for pair in itertools.pairwise(names))


def test_a_chain_rule_with_every_path_holds_in_each_manner_of_writing_it():
    reverse = f"{P % ('y', 'x')} = {chain('y', 'f_1', 'x')}"  # outer total, inner local
    paths = f"{P % ('y', 'x')} = {chain('y', 'f_2', 'f_1', 'x')} + {chain('y', 'f_1', 'x')}"
    assert verdicts(reverse) == ["proved"]
    assert verdicts(paths) == ["proved"]
    assert verdicts(f"{P % ('y', 'f_1')} = {P % ('y', 'f_2')}{P % ('f_2', 'f_1')} + f_2") == ["proved"]


@pytest.mark.parametrize(
    "line",
    [
        f"{P % ('y', 'x')} = {chain('y', 'f_2', 'x')}",
        f"{P % ('y', 'x')} = {chain('y', 'f_2', 'f_1', 'x')}",
        f"{P % ('y', 'x')} = f_2\\cdot 2x",
        f"{P % ('y', 'x')} = {chain('y', 'f_1', 'x')} + {chain('y', 'f_1', 'x')}",
    ],
)
def test_a_lost_or_doubled_path_is_refuted(line):
    assert verdicts(line) == ["refuted"]


def test_one_reading_holds_for_both_signs_of_a_member():
    """The middle member would be right as a local product towards the left and as a total one towards the right."""
    middle = chain("y", "f_1", "x")
    wrong = r"f_2\cdot 2x"  # what is left when y's partial by f_1 is local
    assert verdicts(f"{P % ('y', 'x')} = {middle} = {wrong}").count("refuted") == 1
    total = r"(f_2 + f_1\cos f_1)\cdot 2x"
    assert verdicts(f"{P % ('y', 'x')} = {middle} = {total}") == ["proved", "proved"]


def test_both_meanings_of_an_unclear_derivative_are_tried_the_same_on_both_signs():
    found = [s.kind for s in check(r"$\frac{d}{dx} x \cdot x = 2x = 1\cdot x$" + "\n").steps]
    assert found.count("refuted") == 1


LOCAL = r"""
$$u = x^2, \quad v = xu, \quad y = v + \sin u$$

$$\frac{\partial v}{\partial x} = u \qquad \frac{\partial y}{\partial u} = \cos u \qquad \frac{dy}{du} = x + \cos u$$

$$\frac{\partial v}{\partial x} = 3x^2 \qquad \frac{\partial y}{\partial x} = 3x^2$$

$$\frac{dy}{dx} = 3x^2 + 2x\cos u$$
"""


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("local", ["proved", "proved", "proved", "refuted", "undecided", "proved"]),
        ("total", ["refuted", "refuted", "proved", "proved", "refuted", "proved"]),
    ],
)
def test_a_text_may_declare_how_its_partials_are_meant(declared, expected):
    report = check(f"<!-- symgrad: partials {declared} -->\n{LOCAL}", name="a.md")
    assert [step.kind for file in report.files for step in file.steps] == expected
