"""Which relation defines, which gives a value, which claims; and what a scope sees."""

import pytest
from judged import verdicts

from symgrad.review import check
from symgrad.source import SymgradError


def kinds(text):
    return [statement.kind for file in check(text + "\n").files for statement in file.statements]


def message(text):
    return [statement.message for file in check(text + "\n").files for statement in file.statements]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("$y = x^2$", "definition"),
        ("$f(x) = x^2$", "definition"),
        ("$x = 3$", "value"),
        ("$a := 3$", "definition"),
        (r"$W \in \mathbb{R}$", "declaration"),
        ("$x > 0$", "declaration"),
        ("$x^2 = ?$", "question"),
        ("$w = w - x$", "update"),
        (r"$w \leftarrow w - x$", "update"),
        ("$x + y = 2x$", "claim"),
        (r"$\frac{d}{dx}x^2 = 2x$", "claim"),
        ("$1 = 2$", "claim"),
        ("$MPK = x + y$", "definition"),
        ("$x^2 + y^2 = 25$", "claim"),
        (r"$x^2 + y^2 = 25$, $\frac{dy}{dx} = -\frac{x}{y}$", "condition"),
    ],
)
def test_every_statement_has_a_kind(text, kind):
    assert kinds(text)[0] == kind


def test_a_chain_may_define_and_then_claim():
    assert kinds(r"$y = x^2 = x\cdot x$") == ["claim"]
    assert verdicts(r"$y = x^2 = x\cdot x$") == ["proved"]
    assert verdicts("$y = x^2 = 2x$") == ["refuted"]


def test_a_chain_may_define_several_names():
    assert verdicts(r"$\alpha = g(z) = z^2$, $g'(z) = 2z$, $\frac{d\alpha}{dz} = 2z$") == ["proved", "proved"]


def test_a_chain_may_end_in_a_new_name():
    text = r"$y = x^2$, $\frac{dy}{dx} = 2x = \delta_1$, $\delta_1^2 = 4x^2$"
    assert verdicts(text) == ["proved", "proved"]


def test_definitions_count_before_their_place_and_values_from_theirs_on():
    assert verdicts(r"$\frac{dy}{dx} = 2x$, $y = x^2$") == ["proved"]
    assert verdicts("$x^2 = 4$\n\n$x = 2$") == ["refuted"]
    assert verdicts("$x = 2$\n\n$x^2 = 4$") == ["proved"]


def test_a_later_value_replaces_the_earlier_one():
    assert verdicts("$x = 2$\n\n$x = 3$\n\n$x^2 = 9$") == ["proved"]


def test_the_definition_of_a_known_function_is_a_claim():
    assert verdicts(r"$\operatorname{sig}(z) = \frac{1}{1+e^{-z}}$") == ["proved"]
    assert verdicts(r"$\operatorname{sig}(z) = \frac{1}{1-e^{-z}}$") == ["refuted"]


def test_a_second_formula_near_the_first_is_a_claim():
    assert verdicts("$y = x^2$ and $y = x^3$") == ["refuted"]
    assert verdicts(r"$y = x^2$ and $y = x\cdot x$") == ["proved"]


def test_a_second_formula_after_words_or_in_another_item_defines_anew():
    text = "$y = x^2$. Now let $y = x^3$; $\\frac{dy}{dx} = 3x^2$"
    assert verdicts(text) == ["proved"]
    assert any("anew" in note for note in message(text))
    assert verdicts("1. $y = x^2$, $y' = 2x$\n2. $y = x^3$, $y' = 3x^2$") == ["proved", "proved"]


def test_a_finer_second_formula_becomes_the_decomposition():
    text = "$L = (x+y)z$\n\n$q = x+y$\n\n$L = qz$\n\n$\\frac{\\partial L}{\\partial q} = z$"
    assert verdicts(text) == ["proved", "proved"]


def test_a_definition_that_would_close_a_cycle_is_a_claim():
    assert kinds("$a = b + c$\n\n$b = a - c$") == ["definition", "claim"]
    assert verdicts("$a = b + c$\n\n$b = a - c$") == ["proved"]
    assert verdicts("$a = b + c$\n\n$b = a + c$") == ["refuted"]


# ----- scopes by heading -----


def test_a_sibling_starts_afresh_and_a_child_sees_its_parent():
    text = "# A\n\n$y = x^2$\n\n## Inner\n\n$\\frac{dy}{dx} = 2x$\n\n# B\n\n$\\frac{dy}{dx} = 2x$"
    assert verdicts(text) == ["proved", "undecided"]


def test_what_stands_before_the_first_heading_is_everybodys():
    assert verdicts("$y = x^2$\n\n# A\n\n$y' = 2x$\n\n# B\n\n$y' = 2x$") == ["proved", "proved"]


def test_the_same_name_may_mean_something_else_under_another_heading():
    assert verdicts("# A\n\n$y = x^2$, $y' = 2x$\n\n# B\n\n$y = x^3$, $y' = 3x^2$") == ["proved", "proved"]


def test_values_end_with_their_section():
    assert verdicts("# A\n\n$x = 2$, $x^2 = 4$\n\n# B\n\n$x^2 = 4$") == ["proved", "refuted"]


def test_a_section_that_names_another_sees_it():
    text = "# Exercise 2\n\n$y = x^2$\n\n# Exercise 3\n\nAs in exercise 2, $\\frac{dy}{dx} = 2x$"
    assert verdicts(text) == ["proved"]
    assert verdicts(text.replace("As in exercise 2", "Then")) == ["undecided"]


def test_the_same_title_twice_goes_on():
    assert verdicts("# A\n\n$y = x^2$\n\n# B\n\n$q = 1$\n\n# A\n\n$y' = 2x$") == ["proved"]


def test_word_headings_open_scopes_too():
    assert verdicts("Problem 1 Let\n\n$y = x^2$\n\nProblem 2 Let\n\n$y = x^3$, $y' = 3x^2$") == ["proved"]


# ----- directives -----


def test_functions_may_be_declared():
    assert verdicts("<!-- symgrad: let a be relu -->\n$a(x) = \\max(0, x)$") == ["proved"]
    general = "<!-- symgrad: let f be a function -->\n"
    assert verdicts(general + "$f(x+y) = f(x) + f(y)$") == ["refuted"]
    assert verdicts(general + "$\\frac{d}{dx} f(x^2) = 2x f'(x^2)$") == ["proved"]


def test_assumptions_may_be_declared_or_directed():
    assert verdicts("<!-- symgrad: assume x > 0 -->\n$|x| = x$") == ["proved"]
    assert verdicts("$x > 0$, $|x| = x$") == ["proved"]
    assert verdicts("$|x| = x$") == ["refuted"]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("foo", "is no directive"),
        ("let f be blue", "nothing that a name can be"),
        ("assume x", "one relation"),
        ("assume x > ", "cannot be assumed"),
        ("layout sideways", "is no directive"),
        ("partials none", "is no directive"),
    ],
)
def test_an_unusable_directive_is_an_error_with_its_place(words, complaint):
    with pytest.raises(SymgradError, match=complaint) as caught:
        check(f"$1 = 1$\n\n<!-- symgrad: {words} -->\n$2 = 2$\n", name="a.md")
    span = caught.value.diagnostic.span
    assert (span.line, span.column) == (3, 1)
    assert str(caught.value).startswith("a.md:3:1: ")


# ----- what an inequality says -----


@pytest.mark.parametrize(
    "text",
    [
        r"$e^{-x} > 0$, $\frac{d}{dx}e^x = e^x$",
        r"$\pi > 3$, $\sin\pi = 0$",
    ],
)
def test_an_inequality_leaves_e_and_pi_what_they_are(text):
    assert "refuted" not in verdicts(text)


@pytest.mark.parametrize("text", ["$2x > x$\n\n$|x| = x$", "$x^2 < 0$\n\n$|x| = x$"])
def test_only_a_bare_bound_is_an_assumption(text):
    assert verdicts(text)[-1] == "refuted"


# ----- unknown names -----


def test_the_prime_of_an_unknown_name_is_not_one():
    assert verdicts("$y' = -ky$") != ["refuted"]


def test_the_derivative_of_an_unknown_name_is_never_zero():
    assert verdicts(r"$\frac{df}{dx} = 0$") != ["proved"]
    assert verdicts(r"$\frac{d}{dt}\left(\frac12 mv^2\right) = 3mv\frac{dv}{dt}$") != ["proved"]
    assert verdicts(r"$\frac{d}{dt}\left(\frac12 mv^2\right) = mv\frac{dv}{dt}$") in (["agrees"], ["proved"])


def test_a_stated_derivative_of_an_unknown_is_its_value():
    text = r"$\frac{\partial L}{\partial \alpha} = 3$, $\alpha = x^2$, $\frac{\partial L}{\partial x} = 6x$"
    assert verdicts(text)[-1] in ("proved", "agrees")
    assert verdicts(text.replace("6x", "7x"))[-1] != "proved"


def test_a_line_that_alone_names_its_graph_agrees_for_that_graph():
    report = check(r"$\frac{dy}{dx} = \frac{dy}{du}\frac{du}{dx}$" + "\n")
    assert [s.kind for s in report.steps] == ["agrees"]
    assert any("graph that the text names" in n for n in report.steps[0].verdict.notes)
