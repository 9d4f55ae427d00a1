"""Conditions, conclusions, limits, extrema, cases: documents as people write them."""

import pytest

from symgrad.review import check


def steps(text):
    return check(text + "\n").steps


def verdicts(text):
    return [step.kind for step in steps(text)]


def kinds(text):
    return [statement.kind for file in check(text + "\n").files for statement in file.statements]


def silent(text):
    """Whether nothing at all is said about a text, neither a sign nor a statement."""
    return not any(file.statements for file in check(text + "\n").files)


# ----- conditions -----


@pytest.mark.parametrize(
    "text",
    [
        r"$2x - 2 \overset{!}{=} 0$",
        r"$2x - 2 \stackrel{!}{=} 0$",
        r"Set $2x - 2 = 0$.",
        r"Solve $x^2 - 2x = 3$.",
        r"$2x = 6 \Rightarrow x = 3$",
        r"$x^2 = 4 \Rightarrow x = 2$",
    ],
)
def test_a_demand_is_a_condition_and_not_judged(text):
    assert kinds(text)[0] == "condition"
    assert all(step.left != "2x - 2" for step in steps(text))


def test_the_last_zero_of_a_chain_is_a_condition_and_the_signs_before_it_are_claims():
    text = r"$f(x) = x^2 - 2x$, $f'(x) = 2x - 2 = 0$"
    assert verdicts(text) == ["proved"]
    assert verdicts(text.replace("= 2x - 2", "= 3x - 2")) == ["refuted"]
    assert verdicts(r"$f(x) = x^2 - 2x$, $f'(x) = 3x - 2 \overset{!}{=} 0$") == ["refuted"]


def test_an_identity_is_no_condition():
    assert verdicts(r"$f(x) = x$, $f''(x) = 0 = 0$") == ["proved", "proved"]
    assert verdicts("$2x - 2x = x - x = 0$") == ["proved", "proved"]


def test_a_claim_without_a_demand_is_judged():
    assert verdicts("$2x - 2 = 0$") == ["refuted"]
    assert verdicts("$(a + b)^2 = a^2 + b^2$") == ["refuted"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (r"$2x = 6 \Rightarrow x = 3$", "proved"),
        (r"$2x = 6 \Rightarrow x = 4$", "refuted"),
        (r"$2x - 2 \overset{!}{=} 0 \Rightarrow x = 1$", "proved"),
        (r"$2x - 2 \overset{!}{=} 0 \Rightarrow x = 5$", "refuted"),
        (r"$x^2 = 4 \Rightarrow x = 2$", "refuted"),
        (r"$x(x-1) = 0 \Rightarrow x = 1$", "refuted"),
        (r"$e^x = 1 \Rightarrow x = 0$", "proved"),
        (r"$\sin x = 0 \Rightarrow x = 0$", "undecided"),
        (r"$e^x = 1 \Rightarrow \frac{x + 1}{e^x - 1} = 3$", "refuted"),
        (r"$e^x = 1 \Rightarrow \frac{x}{e^x - 1} = 1$", "undecided"),
    ],
)
def test_a_conclusion_is_held_against_every_solution(text, kind):
    assert verdicts(text)[-1] == kind or (kind == "proved" and verdicts(text)[-1] == "agrees")


def test_a_chain_of_conclusions_is_held_sign_by_sign():
    text = r"$2x + 4 = 0 \Rightarrow 2x = -4 \Rightarrow x = -2$"
    assert verdicts(text) == ["proved", "proved"]
    assert verdicts(text.replace("2x = -4", "2x = 4"))[0] == "refuted"
    assert verdicts(text.replace("x = -2", "x = 2"))[-1] == "refuted"


def test_a_stationary_point_from_end_to_end():
    text = "$f(x) = x^2 - 2x$\n\n$$f'(x) = 2x - 2 = 0 \\Rightarrow x = 1$$\n\n$f(1) = -1$, $f''(x) = 2 > 0$"
    assert all(step.verdict.holds for step in steps(text)) and len(steps(text)) >= 4
    assert "refuted" in verdicts(text.replace("x = 1$$", "x = 2$$"))


@pytest.mark.parametrize(
    "text",
    [
        r"$f(x) = x^2 - 2x$, $f'(x) = 2x - 2 \overset{!}{=} 0 \Rightarrow x = 5$",
        "$f(x) = x^2 - 2x$\n\n$$f'(x) = 2x - 2 \\overset{!}{=} 0$$\n\n$$\\Rightarrow x = 5$$",
        r"$2x - 2 \overset{!}{=} 0 \Leftrightarrow x = 5$",
    ],
)
def test_a_wrong_solution_is_not_taken_for_a_value(text):
    assert "refuted" in verdicts(text)


@pytest.mark.parametrize(
    "text",
    [
        r"$x^2 = 4 \Rightarrow x = \pm 2$",
        r"$\cos x = 1 \Rightarrow \sin x = 0$",
        r"$x^2 = 1 \Rightarrow x^2 < 2$",
        r"$x^2 = 4$, $x > 0 \Rightarrow x = 2$",
    ],
)
def test_what_follows_from_a_premise_is_never_refuted(text):
    assert "refuted" not in verdicts(text)


def test_a_lost_branch_is_not_proof_of_the_premise():
    assert not all(step.verdict.holds for step in steps(r"$x^2 + y^2 = 1 \Rightarrow y = \sqrt{1-x^2}$"))


@pytest.mark.parametrize("text", [r"$x^2 + 1 = 0 \Rightarrow x = 5$", r"$\frac{1}{x} = 0 \Rightarrow x = 7$"])
def test_a_condition_without_solutions_proves_nothing(text):
    (step,) = steps(text)
    assert step.kind != "proved" or step.verdict.notes


def test_two_values_are_not_two_conclusions():
    assert "refuted" in verdicts(r"$x = 1 \Rightarrow x = 2$")


# ----- inequalities, extrema, limits -----


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (r"$\sigma'(z) \le \frac14$", "proved"),
        (r"$\sigma'(z) \le \frac15$", "refuted"),
        (r"$0 < \sigma(z) < 1$", "proved"),
        (r"$\tanh'(z) \le 1$", "proved"),
        (r"$\max_z \sigma(z)(1-\sigma(z)) = \frac14$", "proved"),
        (r"$\max_z \sigma(z)(1-\sigma(z)) = \frac15$", "refuted"),
        (r"$\frac14 = \max_z \sigma(z)(1-\sigma(z))$", "proved"),
        (r"$\sigma' = \sigma(1-\sigma)$, $\arg\max_z \sigma'(z) = 0$", "proved"),
        (r"$\arg\max_z \sigma'(z) = 1$", "refuted"),
        (r"$\arg\min_x (x-a)^2 = a$", "proved"),
        (r"$\sup_x \tanh x = 1$", "agrees"),
        (r"$\max_x \tanh x = 1$", "refuted"),
        (r"$0.25^{10} \approx 10^{-6}$", "agrees"),
        (r"$0.25^{10} \approx 10^{-4}$", "refuted"),
        (r"$\lim_{x\to 0} \frac{\sin x}{x} = 1$", "proved"),
        (r"$\lim_{x\to 0} \frac{\sin x}{x} = 0$", "refuted"),
        (r"$\lim_{x\to \infty} \frac{1}{x} = 0$", "proved"),
        (r"$\lim_{x\to 0} \frac{1}{x} = 0$", "undecided"),
        (r"$\lim_{x\to 0} \frac{|x|}{x} = 1$", "undecided"),
        (r"$\lim_{x\to 0^+} \frac{|x|}{x} = 1$", "proved"),
        (r"$\lim_{x\to 0^-} \frac{|x|}{x} = 1$", "refuted"),
        (r"$\lim_{z\to -\infty} \tanh z = -1$", "proved"),
        (r"$\lim_{h\to 0} \frac{(x+h)^2 - x^2}{h} = 2x$", "proved"),
        (r"$\lim_{h\to 0} \frac{(x+h)^2 - x^2}{h} = 3x$", "refuted"),
        (r"$\lim_{n\to\infty} a^n = 0$", "undecided"),
        (r"$\lim_{x \to a} x = a$", "proved"),
        (r"$\lim_{x \to a} x = x$", "refuted"),
        (r"$\lim_{x \to a} x^2 = 2a$", "refuted"),
        (r"$\lim_{x \to a} \frac{x^2 - a^2}{x - a} = 2a$", "proved"),
        (r"$\lim_{x \to a} \frac{|x|}{x} = 1$", "undecided"),
        (r"$f(x) = x^2$, $\lim_{h\to 0} \frac{f(x+h) - f(x)}{h} = f'(x)$", "proved"),
    ],
)
def test_bounds_extrema_and_limits(text, kind):
    found = steps(text)
    assert found[-1].kind == kind or (kind == "proved" and found[-1].kind == "agrees"), found[-1].verdict
    if "lim" in text and found[-1].verdict.holds:
        assert any("SymPy" in note for note in found[-1].verdict.notes)


@pytest.mark.parametrize("text", [r"$-10^6 \approx 10^6$", r"$-1000000 \approx 10^6$"])
def test_an_order_of_magnitude_has_a_sign(text):
    assert not any(step.verdict.holds for step in steps(text))


@pytest.mark.parametrize(
    "text",
    ["Let $x \\ge 0$.\n\n$x^2 > 0$", "$x > 0$\n\n$\\max_x (-x^2) = 0$", "$x > 1$\n\n$\\arg\\max_x (-x^2) = 0$"],
)
def test_the_domain_has_an_edge(text):
    assert not any(step.verdict.holds for step in steps(text))


@pytest.mark.parametrize("text", [r"$\max_{x \in [0, 1]} x = 1$", r"$\max_i a_i = a_1$"])
def test_an_extremum_is_taken_over_what_is_written(text):
    assert "refuted" not in verdicts(text)


@pytest.mark.parametrize("text", [r"$\max_{x \ge 1} (-x^2) = -1$", r"$\max_{0 \le x \le 1} x = 1$"])
def test_an_extremum_over_a_part_of_the_line_is_unread(text):
    assert verdicts(text) == ["unread"]


def test_the_limit_of_a_tower_is_answered():
    assert verdicts(r"$\lim_{x\to\infty} 9^{9^{9^9}} x = x$") == ["undecided"]


@pytest.mark.parametrize("text", ["Let $p \\in (0, 1)$. $p(1-p) > 0$", "Let $x \\in [0, 1]$. $x^2 \\le x$"])
def test_an_interval_is_an_assumption(text):
    assert "refuted" not in verdicts(text)


@pytest.mark.parametrize(
    "text",
    [
        "Let $x > 0$. Then $|x| < x$.",
        "Let $x > 0$. Hence $x \\ge 1$.",
    ],
)
def test_a_conclusion_about_a_bare_name_is_judged(text):
    assert "refuted" in verdicts(text)


# ----- cases and indicators -----

RELU = r"$f(x) = \begin{cases} x & x > 0 \\ 0 & x \le 0 \end{cases}$, "


def test_cases_are_differentiated_case_by_case():
    assert verdicts(RELU + r"$f'(x) = \begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}$") == ["agrees"]
    assert verdicts(RELU + r"$f'(x) = \begin{cases} 1 & x > 0 \\ 1 & \text{otherwise} \end{cases}$") == ["refuted"]
    assert verdicts(RELU + r"$f'(x) = \mathbb{I}[x > 0]$") == ["agrees"]


@pytest.mark.parametrize(
    "text",
    [
        r"$\frac{d}{dx}|x| = \mathbb{I}[x \ge 0] - \mathbb{I}[x < 0]$",
        r"$\frac{d}{dx}\max(0, x) = \mathbb{I}[x \ge 0]$",
        r"$\mathbb{I}[x > 0] + \mathbb{I}[x < 0] = 1$",
        r"$\mathbb{I}[x \ge 0] = \mathbb{I}[x > 0]$",
    ],
)
def test_two_conventions_agree_except_at_the_kink(text):
    (step,) = steps(text)
    assert step.kind == "agrees" and any(note.startswith("except") for note in step.verdict.notes)


STEPPED = r"$f(x) = x \mathbb{1}[x>0]$, "


@pytest.mark.parametrize(
    "text",
    [
        STEPPED + r"$\frac{d}{dx} f(x) = \mathbb{1}[x>0]$",
        STEPPED + r"$f'(x) = \mathbb{1}[x>0]$",
        STEPPED + r"$f'(2u) = \mathbb{1}[2u>0]$",
        STEPPED + r"$f'(0) = 0$",
        r"$g(x, y) = x \mathbb{1}[x>0] + y$, $\frac{\partial g(x, u)}{\partial x} = \mathbb{1}[x>0]$",
        r"$q = x^2$, $y = q \mathbb{1}[x - 1 > 0]$, $(\frac{\partial y}{\partial x})_q = 0$",
        r"$y = x^2 \mathbb{1}[x^2 > 1]$, $\frac{\partial y}{\partial (x^2)} = \mathbb{1}[x^2 > 1]$",
        r"$y = t \mathbb{1}[t > 0]$, $x = 2t$, $\frac{dy}{dx} = \frac12 \mathbb{1}[t > 0]$",
    ],
)
def test_a_derivative_across_a_jump_is_noted_however_it_is_written(text):
    (step,) = steps(text)
    assert step.kind == "agrees" and any(note.startswith("except") for note in step.verdict.notes), step.verdict


def test_a_derivative_away_from_the_jump_needs_no_note():
    (step,) = steps(STEPPED + "$f'(3) = 1$")
    assert step.kind == "proved" and not step.verdict.notes


@pytest.mark.parametrize(
    "text",
    [
        r"$\frac{d}{dx}\max(0, x) = \mathbb{I}[x > 1]$",
        r"$\mathbb{I}[x > 0]\mathbb{I}[x > 1] = \mathbb{I}[x > 0]$",
        r"$\mathbb{I}[x > 0] + \mathbb{I}[x \le 0] = 2$",
        r"$f(x) = \begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}$, $f(0) = 1$",
    ],
)
def test_a_wrong_side_of_a_kink_is_refuted(text):
    assert verdicts(text)[-1] == "refuted"


@pytest.mark.parametrize(
    ("text", "kind"), [("$f(3) = 3$", "proved"), ("$f(3) = 1$", "refuted"), ("$f(0) = 1$", "refuted")]
)
def test_cases_have_values(text, kind):
    assert verdicts(RELU + text) == [kind]


def test_cells_that_cannot_occur_do_not_count():
    assert verdicts(r"$\mathbb{I}[x > 0]\mathbb{I}[x > 1] = \mathbb{I}[x > 1]$")[0] in ("proved", "agrees")
    assert verdicts(r"$\mathbb{I}[x > 1]\mathbb{I}[x < 0] = 0$") == ["proved"]


# ----- no sign is passed over in silence -----

QUIET = [
    ("a word over the sign", r"$$1 \overset{\text{def}}{=} 2$$"),
    ("a word over the sign, again", r"$$\frac{d}{dx}x^2 \stackrel{\text{(chain)}}{=} 3x$$"),
    ("a number over the sign", r"$$1 \overset{(1)}{=} 2$$"),
    ("a question over the sign", r"$$1 \stackrel{?}{=} 2$$"),
    ("a word over an inequality", r"$$1 \stackrel{(a)}{\le} 0$$"),
    ("a word under the sign", r"$$1 \underset{x=1}{=} 2$$"),
    ("a long sign", r"$$1 \xlongequal{a} 2$$"),
    ("a braced sign", r"$$1 {=} 2$$"),
    ("a sign as a relation", r"$$1 \mathrel{=} 2$$"),
    ("a coloured sign", r"$$1 \textcolor{red}{=} 2$$"),
    ("a box around it", r"$$\boxed{\frac{d}{dx}x^2 = 3x}$$"),
    ("a brace under it", r"$$\underbrace{1 = 2}_{a}$$"),
    ("colour around it", r"$$\color{red}{1 = 2}$$"),
    ("upright letters", r"$$\mathrm{1 = 2}$$"),
    ("a style", r"$$\displaystyle{1 = 2}$$"),
    ("a system in a brace", r"$$\begin{cases} 1 = 2 \\ 3 = 4 \end{cases}$$"),
    ("an array", r"$$\begin{array}{rcl} 1 & = & 2 \\ & = & 3 \end{array}$$"),
    ("a word behind a bracket", r"$$(1 = 2) \text{ holds}$$"),
    ("an evaluation bar", r"$$\left. 1 = 2 \right|_{x=1}$$"),
    ("a wide sign", "$$1 ＝ 2$$"),
    ("another sign", r"$$1 \leqq 0$$"),
    ("a sign that is negated", r"$$1 \nless 2$$"),
    ("an arrow of a limit", r"$$\frac{\sin x}{x} \xrightarrow{x\to 0} 2$$"),
]


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in QUIET])
def test_no_sign_is_passed_over(text):
    assert not silent(text)


@pytest.mark.parametrize(
    "text",
    [
        "- item $1 = 2$",
        "1. item\n\n   $$1 = 2$$",
        "| a | b |\n|---|---|\n| $1 = 2$ | $3 = 3$ |",
        "> quoted $1 = 2$",
        "> $$\n> 1 = 2\n> $$",
        "- [x] $1 = 2$",
        "<details>\n<summary>Why</summary>\n\n$1 = 2$\n\n</details>",
        "<p>$1 = 2$</p>",
        "```math\n1 = 2\n```",
        "[^1]: $1 = 2$",
        "**Proof.** *So $1 = 2$*. ∎",
        "Costs $5 and $6. But $1 = 2$.",
        r"\[ 1 = 2 \]",
        r"so \( 1 = 2 \) holds",
        "$$\\begin{gather} 3 = 3 \\\\ 1 = 2 \\end{gather}$$",
        "$$\\begin{split} 1 &= 2 \\end{split}$$",
        r"$$\left[ 1 = 2 \right]$$",
        r"$$\{ 1 = 2 \}$$",
    ],
)
def test_a_mistake_is_found_wherever_it_stands(text):
    assert verdicts(text).count("refuted") == 1


def test_a_sibling_starts_afresh_and_a_child_sees_its_parent():
    text = "# A\n\n$f(x) = x^2$\n\n## A1\n\n$f'(x) = 2x$\n\n# B\n\n$f'(x) = 2x$"
    assert verdicts(text) == ["proved", "undecided"]
    assert (
        verdicts("$y = x^2$\n\n# A\n\n$y' = 2x$\n\n# B\n\n$y = x^3$\n\n$y' = 3x^2$\n\n# C\n\n$y' = 2x$")
        == ["proved"] * 3
    )


# ----- words beside mathematics -----


@pytest.mark.parametrize(
    "text",
    [
        "$$\\begin{aligned} L &= (y-t)^2 && \\text{loss}\\\\ \\frac{\\partial L}{\\partial y} &= 2(y-t) "
        "\\end{aligned}$$",
        "$$\n\\begin{aligned}\n\\frac{d}{dx}x^2 &= 2x && \\text{since } (x^n)' = n x^{n-1}\n\\end{aligned}\n$$",
        "$$\\begin{alignedat}{2} \\frac{d}{dx}x^2 &= 2x \\end{alignedat}$$",
        "$$y = x^2$$ and $$\\frac{dy}{dx} = 2x$$",
    ],
    ids=["word in a column", "formula in a column", "number of columns", "two in a line"],
)
def test_words_beside_a_row_are_no_factor(text):
    assert "refuted" not in verdicts(text) and all(step.verdict.holds for step in steps(text))


@pytest.mark.parametrize(
    "text",
    [
        "$f(x) = x^2$. Suppose $x = 3$. Then $f'(x) = 6$, $f(x) = 10$.",
        "$f(x) = x^2$. Suppose $x = 3$.\n\nThen $f'(x) = 6$, $f(x) = 10$.",
    ],
)
def test_a_number_for_a_defined_name_is_a_claim_at_the_values(text):
    assert "refuted" in verdicts(text)


def test_a_root_that_vanishes_is_a_solution_too():
    assert verdicts(r"$\sqrt{x - 1}(x - 2) = 0 \Rightarrow x = 2$")[-1] != "proved"


@pytest.mark.parametrize("text", ["Find all $x$ with $f(x) = 10$.", "Where is $f(x) = 4$?"])
def test_a_number_for_a_function_without_values_is_perhaps_a_demand(text):
    assert verdicts(f"$f(x) = x^2$.\n\n{text}") == ["undecided"]
    assert verdicts("$f(x) = x + 10 - x$. $f(x) = 10$") == ["proved"]


def test_a_function_that_is_defined_anew_is_another_one():
    text = "$f(x) = x^2$, $f'(x) = 2x$.\n\nNow let $f(x) = x^3$. Then $f'(x) = 3x^2$, $f(2) = 8$"
    assert verdicts(text) == ["proved"] * 3
    assert verdicts(text.replace("f(2) = 8", "f(2) = 4"))[-1] == "refuted"
    assert verdicts(text.replace("let $f(x) = x^3", "let $f = x^3")) == ["proved"] * 3


def test_a_function_at_a_given_place_is_not_defined_anew():
    text = "$f(x) = x^2 + x$.\n\nAt $a = 2b$\n\n$f(a) = 4b^2 + 2b$, $f'(a) = 4b + 1$"
    assert verdicts(text) == ["proved", "proved"]
    assert verdicts(text.replace("4b^2", "5b^2")) == ["refuted", "proved"]


def test_a_number_redefines_where_a_word_says_so():
    assert verdicts("$f(x) = x^2$.\n\nNow let $f(x) = 10$. Then $f'(x) = 0$.") == ["proved"]
    assert verdicts("$f(x) = 3$.\n\nHere $f(x) = 10$. Then $f'(x) = 0$.")[-1] == "proved"


def test_an_arrow_concludes_from_the_line_before_it_whatever_became_of_that():
    text = "$n v s = s \\Rightarrow n v = 1 \\Rightarrow v = \\frac{1}{n}$"
    assert verdicts(text) == ["undecided", "proved"]  # s = 0 is not ruled out
    assert verdicts(text.replace(r"\frac{1}{n}", r"\frac{2}{n}"))[1] != "proved"


def test_what_is_positive_is_no_solution():
    text = "Let $s > 0$ and $n > 0$.\n\n$$n v s = s \\Rightarrow n v = 1 \\Rightarrow v = \\frac{1}{n}$$"
    assert verdicts(text) == ["proved", "proved"]
    assert verdicts(text.replace("s > 0", "s \\ge 0"))[0] == "undecided"
    assert "proved" not in verdicts(text.replace(r"\frac{1}{n}", r"\frac{2}{n}"))[1:]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (r"\lim_{x \to \infty} (f(x) - x) = 0", {"proved"}),
        (r"\lim_{x \to \infty} f'(x) = 1", {"proved", "undecided"}),
        (r"\lim_{x \to \infty} f'(x) = 0", {"refuted", "undecided"}),
        (r"\lim_{x \to \infty} \frac{1}{\ln x} = 0", {"proved"}),
        (r"\lim_{x \to \infty} \frac{a x}{x + b} = a", {"proved"}),
        (r"\lim_{x \to \infty} \frac{a x}{x + b} = b", {"refuted"}),
    ],
)
def test_a_limit_is_taken_only_if_values_on_the_way_bear_it_out(formula, expected):
    assert verdicts(f"$$f(x) = x \\sigma(x)$$\n\n$${formula}$$")[-1] in expected
