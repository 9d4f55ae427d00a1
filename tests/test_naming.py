"""What the marks of names mean is settled once for a section: right lines hold, spoilt ones do not."""

import pytest

from symgrad.review import check

HOLDS = {"proved", "agrees"}


def kinds(text: str) -> list[str]:
    """The verdicts of a text's signs, a word for each that is judged."""
    return [step.kind for step in check(text).steps]


LAYER = r"$$z^l = w^l a^{l-1} + b^l, \qquad a^l = \sigma(z^l)$$"
EXAMPLE = r"$L^{(i)} = (\hat{y} - y)^2$ and $\hat{y}^{(i)} = \sigma(z)$."

RIGHT = [
    (LAYER, r"\frac{\partial z^l}{\partial a^{l-1}} = w^l"),
    (LAYER, r"\frac{\partial a^l}{\partial z^l} = a^l(1 - a^l)"),
    (r"$q = w a^3$", r"\frac{\partial q}{\partial a} = 3 w a^2"),
    (r"$y = x^n$", r"\frac{dy}{dx} = n x^{n-1}"),
    (EXAMPLE, r"\frac{\partial L}{\partial \hat{y}} = 2(\hat{y} - y)"),
    (EXAMPLE, r"\frac{\partial L^{(i)}}{\partial z} = 2(\hat{y}^{(i)} - y)\hat{y}(1 - \hat{y})"),
    (r"$f(x) = x^4$", r"f^{(3)}(x) = 24x"),
    (r"$f(x) = x^4$ has $f'(x) = 4x^3$.", r"f^{(2)}(x) = 12x^2"),
    (r"$u = x^2 \sin y$", r"u_{xy} = 2x\cos y"),
    (r"$u = x^2 \sin y$", r"u_{yy} + u = 0"),
    (r"$L = \theta^2 x$", r"L_\theta = 2\theta x"),
    (r"$q = x w$ and $x = q_0$, so", r"\frac{\partial q}{\partial x} = w = \delta_1^{(i)}"),
]


@pytest.mark.parametrize(("given", "formula"), RIGHT)
def test_a_right_line_holds(given, formula):
    assert set(kinds(f"{given}\n\n$${formula}$$\n")) <= HOLDS


WRONG = [
    (LAYER, r"\frac{\partial z^l}{\partial a^{l-1}} = b^l"),
    (LAYER, r"\frac{\partial a^l}{\partial z^l} = a^l(1 + a^l)"),
    (LAYER, r"\frac{\partial z^l}{\partial w^l} = a^l"),
    (r"$q = w a^3$", r"\frac{\partial q}{\partial a} = 2 w a^2"),
    (r"$y = x^n$", r"\frac{dy}{dx} = n x^{n+1}"),
    (EXAMPLE, r"\frac{\partial L}{\partial \hat{y}} = 2(\hat{y} + y)"),
    (EXAMPLE, r"\frac{\partial L^{(i)}}{\partial z} = 2(\hat{y}^{(i)} - y)\hat{y}"),
    (r"$f(x) = x^4$", r"f^{(3)}(x) = 12x^2"),
    (r"$u = x^2 \sin y$", r"u_{xy} = 2x\sin y"),
    (r"$u = x^2 \sin y$", r"u_{yy} = u"),
    (r"$L = \theta^2 x$", r"L_\theta = \theta^2"),
]


@pytest.mark.parametrize(("given", "formula"), WRONG)
def test_a_spoilt_line_is_refuted(given, formula):
    assert kinds(f"{given}\n\n$${formula}$$\n")[-1] == "refuted"


@pytest.mark.parametrize(
    "text",
    [
        r"$L = \frac12(L^{(i)} + 1)$ and $L^{(i)} = y$. $$\frac{\partial L}{\partial y} = \frac12$$",
        r"$F = m a$ has the part $F_x = F\cos\theta$. $$\frac{\partial F_x}{\partial m} = a\cos\theta$$",
        r"$f(x) = f^{(2)}(f^{(1)}(x))$, $f^{(2)}(x) = x^2$, $f^{(1)}(x) = 3x$. $$f(x) = 9x^2$$",
        r"$x^{(1)} = 2$ and $x^{(2)} = 3$ and $y = x^{(1)} x^{(2)}$. $$y = 6$$",
    ],
)
def test_marks_that_mean_something_else_are_kept(text):
    assert set(kinds(text)) == {"proved"}


def test_a_mark_that_is_put_back_is_noted():
    (step,) = check(rf"{EXAMPLE} $$\frac{{\partial L}}{{\partial \hat{{y}}}} = 2(\hat{{y}} - y)$$").steps
    assert "the mark (i) is put back where it is left out" in step.verdict.notes


REDEFINED = "Let $f(x) = x^2$. Then $f(2) = 4$. Now let $f(x) = x^3$."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (rf"{REDEFINED} $f(2) = 8$ and $f'(x) = 3x^2$", ["proved", "proved", "proved"]),
        (rf"{REDEFINED} $f(2) = 4$ and $f'(x) = 2x$", ["proved", "refuted", "refuted"]),
        (r"$V = r^3$, $r_0 = 2$ $$V''(r_0) = 6r_0$$", ["proved"]),
        (r"$V = r^3$, $r_0 = 2$ $$V''(r_0) = 3r_0$$", ["refuted"]),
        (r"$V(r) = r^3$, $r_0 = 2s$ $$V(r_0) = 8s^3$$", ["proved"]),
        (r"$V(r) = r^3$, $r_0 = 2s$ $$V(r_0) = 2s^3$$", ["refuted"]),
        (r"$y' = -ky$ and $y(0) = 1$", ["undecided"]),
    ],
)
def test_a_head_is_a_definition_a_new_one_or_a_value(text, expected):
    assert kinds(text) == expected


ROWS = r"""$$f(x) = \frac1x \quad\rightarrow\quad \frac{df}{dx} = -\frac{1}{x^2} \\
f(x) = FORMULA \quad\rightarrow\quad \frac{df}{dx} = SLOPE$$"""


@pytest.mark.parametrize(
    ("formula", "slope", "expected"),
    [("e^x", "e^x", "proved"), ("e^x", "xe^x", "refuted"), (r"\sin x", r"-\cos x", "refuted")],
)
def test_a_row_that_starts_over_defines_anew(formula, slope, expected):
    assert kinds(ROWS.replace("FORMULA", formula).replace("SLOPE", slope)) == ["proved", expected]


def test_a_second_formula_that_nothing_starts_over_with_is_a_claim():
    assert kinds(r"$$y = (x+1)^2 \\ \frac{dy}{dx} = 2(x+1) \\ y = x^2 + 2x + 2$$") == ["proved", "refuted"]


LOSS = r"$L = MSE(\hat{y}, y)$, in full"


@pytest.mark.parametrize(
    ("formula", "slope", "expected"),
    [
        (r"(y - \hat{y})^2", r"2(\hat{y} - y)", "proved"),
        (r"(y - \hat{y})^2", r"2(y - \hat{y})", "refuted"),
        (r"\frac12(y - \hat{y})^2", r"2(\hat{y} - y)", "refuted"),
    ],
)
def test_a_chain_defines_the_function_that_it_restates(formula, slope, expected):
    text = rf"{LOSS} $$L = MSE(\hat{{y}}, y) = {formula}$$ $$\frac{{\partial L}}{{\partial \hat{{y}}}} = {slope}$$"
    assert kinds(text) == ["proved", expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"$C = SN(d) - KN(k)$ $$\frac{\partial C}{\partial S} = N(d)$$", "proved"),
        (r"$C = SN(d) - KN(k)$ $$\frac{\partial C}{\partial S} = N(k)$$", "undecided"),
        (r"$C = SN(d) - KN(k)$ $$N(0) = \frac12$$", "undecided"),
        (r"$k(x + 1) = kx + k$", "proved"),
        (r"$k(x + 1) = kx + 1$", "refuted"),
        (r"$f(x) = x^2$ $$f(x+h) = f(x) + 2xh + O(h^2)$$", "undecided"),
        (r"$y = x^2 + o(h)$ $$\frac{dy}{dx} = 3x$$", "undecided"),
        (r"$q = x(y)$", None),
    ],
)
def test_function_or_factor_is_told_from_all_uses(text, expected):
    assert kinds(text)[-1:] == ([expected] if expected else [])


REGULARISED = r"$J = (Wh)^2 + lW^2$ $$\frac{dJ}{dW} = \text{prod}(W, h) + \text{prod}(l, W) = "


def test_members_on_both_sides_of_an_unknown_function_are_judged_against_each_other():
    assert kinds(REGULARISED + "2Wh^2 + 2lW$$") == ["undecided", "agrees"]
    assert kinds(REGULARISED + "2Wh^2 + lW$$") == ["undecided", "refuted"]


NEURON = r"$\alpha = g(z) = \frac{1}{1 + e^{-z}}$ and $u(z) = 1 + e^{-z}$."


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (r"g'(u) = -u^{-2}", "undecided"),
        (r"g'(z) = g'(u(z)) u'(z)", "undecided"),
        (r"g'(u) = -u^{-3}", "refuted"),
        (r"g'(u) = u^{-2}", "refuted"),
        (r"g'(z) = g'(u(z))", "refuted"),
        (r"g'(z) = g(z)(1 - g(z))", "proved"),
    ],
)
def test_one_name_for_two_functions(formula, expected):
    (step,) = check(f"{NEURON} $${formula}$$").steps
    assert step.kind == expected
    assert ("g is used for two functions: of z in line 1, of u here" in step.verdict.message) == (
        step.kind == "undecided"
    )


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (r"\frac{\cancel{x} y}{\cancel{x} z} = \frac{y}{z}", "proved"),
        (r"\frac{1}{\cancel{2}} \cancel{2} x = x", "proved"),
        (r"\cancel{x} + y - \cancel{x} = y", "proved"),
        (r"\frac{\cancel{x} y}{\cancel{x} z} = \frac{z}{y}", "refuted"),
        (r"\cancel{2} x = 3x", "refuted"),
        (r"\frac{x + \cancel{y}}{\cancel{y}} = x", "refuted"),  # no whole factor
    ],
)
def test_what_is_struck_is_kept_or_left_out(formula, expected):
    assert kinds(f"$${formula}$$") == [expected]


BATCH = r"$\sigma_B^2 = \frac12(x_1 - x_2)^2$ and $h = \frac{q}{\sqrt{\sigma_B^2 + c}}$."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (rf"{BATCH} $$\frac{{\partial h}}{{\partial\sigma_B^2}} = -\frac12 q(\sigma_B^2 + c)^{{-3/2}}$$", "proved"),
        (rf"{BATCH} $$\frac{{\partial h}}{{\partial\sigma_B^2}} = -q(\sigma_B^2 + c)^{{-3/2}}$$", "refuted"),
        (rf"{BATCH} $$\frac{{\partial\sigma_B^2}}{{\partial x_1}} = x_1 - x_2$$", "proved"),
        (rf"{BATCH} $$\frac{{\partial\sigma_B^2}}{{\partial x_1}} = x_2 - x_1$$", "refuted"),
        (rf"{BATCH} $$\sigma_B^4 = \frac14(x_1 - x_2)^4$$", "proved"),
        (rf"{BATCH} $$\sigma_B^4 = \frac12(x_1 - x_2)^4$$", "refuted"),
        (r"$(a+b)^2 = a^2 + b^2$", "refuted"),
        (r"$c^2 = c + 1$", "refuted"),
        (r"$W = 2x$ and $\mathbf{W} = 3x$. $$\frac{d\mathbf{W}}{dx} = 3, \quad \frac{dW}{dx} = 2$$", "proved"),
        (r"$W = 2x$ and $\mathbf{W} = 3x$. $$\frac{d\mathbf{W}}{dx} = 2$$", "refuted"),
        (r"$z = \mathbf{w}x$ $$\frac{\partial\mathbf{z}}{\partial w} = x$$", "undecided"),
        (r"$z = \mathbf{w}x$ $$\frac{\partial\mathbf{z}}{\partial w} = w$$", "refuted"),
    ],
)
def test_powers_and_faces_are_part_of_a_name_where_they_are_defined(text, expected):
    assert set(kinds(text)) == {expected}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"$f(x) = x^2$ $$\lim_{\Delta x\to 0}\frac{f(x + \Delta x) - f(x)}{\Delta x} = 2x$$", ["proved"]),
        (r"$f(x) = x^2$ $$\frac{f(x + \Delta x) - f(x)}{\Delta x} = 2x + \Delta x$$", ["proved"]),
        (r"$f(x) = x^2$ $$\frac{f(x + \Delta x) - f(x)}{\Delta x} = 2x - \Delta x$$", ["refuted"]),
        (r"$f(x) = x^2$ $$\frac{\Delta y}{\Delta x} = \frac{f(x + \Delta x) - f(x)}{\Delta x}$$", ["undecided"]),
        (r"$\Delta = b^2 - 4ac$ $$\Delta x = b^2 x - 4acx$$", ["proved"]),
    ],
)
def test_a_difference_is_a_name(text, expected):
    assert kinds(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"$$d(uv) = u\,dv + v\,du$$", ["proved"]),
        (r"$$d(uv) = u\,dv - v\,du$$", ["refuted"]),
        (r"$$d(uv) = u\,dv$$", ["undecided"]),
        (r"$z = x^2 y$ $$\mathrm{d}z = 2xy\,\mathrm{d}x + x^2\,\mathrm{d}y$$", ["proved"]),
        (r"$z = x^2 y$ $$dz = 2xy\,dx + x\,dy$$", ["refuted"]),
        (r"$z = \sin u$, $u = x^2$ $$dz = \cos u\,du = 2x\cos u\,dx$$", ["proved", "proved"]),
        (r"$z = \sin u$, $u = x^2$ $$dz = \sin u\,du$$", ["refuted"]),
        (r"$u = x^2$ $$dx = \frac{du}{2x}$$", ["proved"]),
        (r"$E = Fs$ $$dE = F\,ds$$", ["undecided"]),
        (r"$$dU = T\,dS - p\,dV$$", ["undecided"]),
        (r"$$\frac{dy}{y} = k\,dx$$", ["undecided"]),
        (r"$g = (a + b)d$ $$d(a + b) = da + db$$", ["proved"]),
        (r"$g = (a + b)d$ $$d(ab) = a\,db + b\,da$$", ["refuted"]),
    ],
)
def test_differentials(text, expected):
    assert kinds(text) == expected


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        ("f(x+1) = 2", "write <!-- symgrad: let f be a function -->"),
        (r"\foo x = 2", r"a name is written \mathrm{foo}, a function \operatorname{foo}(x)"),
        (r"a \pm b = c", "write the two formulas apart"),
        (r"f \circ g = h", "a composition is written with brackets: f(g(x))"),
        (r"\sin = 2", "write it as sin(x)"),
        (r"x^23 = 2", "write ^{23}"),
        (r"\operatorname{foo} x = 2", "the argument stands in brackets"),
    ],
)
def test_what_is_not_read_says_what_would_be(formula, reason):
    (step,) = check(f"$${formula}$$").steps
    assert step.kind in ("unread", "undecided") and reason in step.verdict.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"$TR = PQ$ and $Q = a P$. $$\frac{dTR}{dP} = 2aP$$", ["proved"]),
        (r"$TR = PQ$ and $Q = a P$. $$\frac{dTR}{dP} = aP$$", ["refuted"]),
        (r"$Re = \frac{\rho v}{\mu}$. $$\frac{\partial Re}{\partial v} = \frac{Re}{v}$$", ["proved"]),
        (r"$Re = \frac{\rho v}{\mu}$. $$\frac{\partial Re}{\partial v} = \frac{Re}{\mu}$$", ["refuted"]),
        (r"$A = x$ and $B = x^2$ $$AB = x^3$$", ["proved"]),
        (r"$A = x$ and $B = x^2$ $$AB = x^2$$", ["refuted"]),
        (r"$x^2 + 1 =: y$ $$\frac{dy}{dx} = 2x$$", ["proved"]),
        (r"$x^2 + 1 =: y$ $$\frac{dy}{dx} = x$$", ["refuted"]),
        (r"$f(x) = x^2$, $g(x) = \sin x$ $$(fg)'(x) = 2x\sin x + x^2\cos x$$", ["proved"]),
        (r"$f(x) = x^2$, $g(x) = \sin x$ $$(fg)'(x) = 2x\cos x$$", ["refuted"]),
        (r"$y = (x^2)'(x + 1)$ $$y = 2x^2 + 2x$$", ["proved"]),
        (r"$f(x) = x^2$ $$\frac{d}{dx}\ln f(x) = \frac{2}{x}$$", ["proved"]),
        (r"$f(x) = x^2$ $$\frac{d}{dx}\ln f(x) = \frac{1}{x}$$", ["refuted"]),
        (r"$G(s) = \frac{K}{1+s}$, $H(s) = 3G(s)$ $$\frac{\partial H}{\partial K} = \frac{3}{1+s}$$", ["proved"]),
        (r"$G(s) = \frac{K}{1+s}$, $H(s) = 3G(s)$ $$\frac{\partial H}{\partial K} = \frac{3}{1+K}$$", ["refuted"]),
        (r"$l(\mu, \sigma^2) = \mu\sigma^2$ $$\frac{\partial l}{\partial\sigma^2} = \mu$$", ["proved"]),
        (r"$l(\mu, \sigma^2) = \mu\sigma^2$ $$\frac{\partial l}{\partial\mu} = \mu$$", ["refuted"]),
    ],
)
def test_words_heads_and_arguments(text, expected):
    assert kinds(text) == expected


@pytest.mark.parametrize("slope", ["1", "w", "-x_i"])
def test_a_member_of_an_unknown_family_is_unknown(slope):
    chain = rf"\frac{{\partial y_i}}{{\partial w}} = 2z_i\frac{{\partial z_i}}{{\partial w}} = {slope}"
    first, second = kinds(rf"$y_i = z_i^2$, $v = 3w$ $${chain}$$")
    assert first == "agrees" and second not in HOLDS


def test_a_derivative_that_vanishes_is_no_second_use():
    formulas = ("h(v) = v^{-1}", "u(z) = 1 + e^{-z}", "g(z) = h(u(z))", r"\alpha = g(z) = \frac{1}{1 + e^{-z}}")
    text = "".join(f"$${formula}$$\n\n" for formula in formulas)
    wrong = r"$$g'(z) = h'(u(z) - h'(u(z))) \cdot u'(z)$$"
    right = r"$$g'(z) = h'(u(z)) \cdot u'(z)$$"
    assert [check(text + claim).steps[-1].kind for claim in (wrong, right)] == ["refuted", "proved"]
