"""Derivations of vectors and matrices: every step holds in both modes and layouts, and reads back as a right line."""

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

import symgrad
from symgrad import check
from symgrad.cli import main
from symgrad.derive import derive, derive_arrays
from symgrad.derive.array_gates import ArrayGates
from symgrad.derive.array_oracle import ArrayOracle
from symgrad.graph.jacobian_products import TABLE
from symgrad.graph.sizes import Sizes
from symgrad.graph.terms import Terms
from symgrad.notation.arrays import Builder, Layout
from symgrad.notation.arrays.writer import TermWriter
from symgrad.review.derivations import derivations
from symgrad.source import Source, SymgradError

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden"
NETWORK = r"""Let $x \in \mathbb{R}^n$, $y \in \mathbb{R}^d$, $W_1 \in \mathbb{R}^{D_1 \times n}$,
$W_2 \in \mathbb{R}^{D_2 \times D_1}$ and $W_3 \in \mathbb{R}^{d \times D_2}$, and

$$z_1 = W_1 x, \quad h_1 = \max(\mathbf{0}, z_1)$$

$$z_2 = W_2 h_1, \quad h_2 = \max(\mathbf{0}, z_2)$$

$$\hat{y} = W_3 h_2, \quad L = \|\hat{y} - y\|^2$$
"""
LAYERS = r"""Let $f_0, h_1 \in \mathbb{R}^{D_1}$, $f_1, h_2 \in \mathbb{R}^{D_2}$, $f_2, h_3 \in \mathbb{R}^{D_3}$,
$f_3 \in \mathbb{R}^{D_f}$.

<!-- symgrad: layout denominator -->

$$\frac{\partial l}{\partial f_0} = \frac{\partial h_1}{\partial f_0} \frac{\partial f_1}{\partial h_1}
\frac{\partial h_2}{\partial f_1} \frac{\partial f_2}{\partial h_2} \frac{\partial h_3}{\partial f_2}
\frac{\partial f_3}{\partial h_3} \frac{\partial l}{\partial f_3}$$
"""
X, N = r"\in \mathbb{R}^n;", r"\in \mathbb{R}^{n \times n};"
MN = r"W \in \mathbb{R}^{m \times n};"
TEXTS = {
    "trace": r"A \in \mathbb{R}^{p \times n}; X \in \mathbb{R}^{n \times m}; B \in \mathbb{R}^{m \times p}; "
    r"t = \operatorname{tr}(A X B)",
    "log det": rf"M {N} t = \log(\det(M))",
    "det": rf"M {N} t = \det M",
    "quadratic form": rf"A {N} x, b {X} f = \frac{{1}}{{2}} x^T A x - b^T x",
    "inverse": rf"A {N} x {X} f = x^T A^{{-1}} x",
    "trace of an inverse": rf"A, B {N} f = \operatorname{{tr}}(A^{{-1}} B)",
    "logistic": rf"w, x {X} z = w^T x; p = \sigma(z); L = -y \log(p) - (1 - y) \log(1 - p)",
    "bias of a batch": rf"X \in \mathbb{{R}}^{{n \times k}}; {MN} b \in \mathbb{{R}}^m; "
    r"Y \in \mathbb{R}^{m \times k}; Z = W X + b; H = \tanh(Z); L = \|H - Y\|_F^2",
    "Hadamard": rf"a, b, c {X} L = (a \odot b)^T c",
    "weights used twice": rf"W, U {N} x_1, x_2, h_0, y {X} h_1 = \tanh(W h_0 + U x_1); h_2 = \tanh(W h_1 + U x_2); "
    r"L = \|h_2 - y\|^2",
    "skip": rf"W {N} x, y {X} h = x + \operatorname{{relu}}(W x); L = \|h - y\|^2",
    "softmax": r"W \in \mathbb{R}^{k \times n}; x \in \mathbb{R}^n; y \in \mathbb{R}^k; z = W x; "
    r"p = \operatorname{softmax}(z); L = -y^T \log(p)",
    "ridge": r"X \in \mathbb{R}^{n \times p}; y \in \mathbb{R}^n; w \in \mathbb{R}^p; r = y - X w; "
    r"L = r^T r + \lambda w^T w",
    "diagonal": rf"a, x {X} A = \operatorname{{diag}}(a); L = x^T A x",
    "length": rf"x, y {X} d = \|x - y\|",
    "absolute values": rf"x, y {X} d = \|x - y\|_1",
    "cosine": rf"u, v {X} c = \frac{{u^T v}}{{\|u\| \|v\|}}",
    "exponentials": rf"{MN} x {X} L = \mathbf{{1}}^T \exp(W x)",
    "swish": rf"{MN} x {X} z = W x; h = z \odot \sigma(z); L = \|h\|^2",
    "Gaussian": rf"x, m {X} S {N} L = \frac{{1}}{{2}} (x - m)^T S^{{-1}} (x - m) + \frac{{1}}{{2}} \log \det S",
    "numbers in a chain": rf"x {X} s = a b; t = s^2; L = t x^T x",
    "power of a matrix": rf"A {N} L = \operatorname{{tr}}(A^3)",
    "rows of a batch": r"X \in \mathbb{R}^{m \times n}; W \in \mathbb{R}^{n \times k}; Y \in \mathbb{R}^{m \times k}; "
    r"Z = X W; H = \max(0, Z); L = \frac{1}{m} \|H - Y\|_F^2",
    "unit vector": rf"x, w {X} u = \frac{{x}}{{\|x\|}}; L = w^T u",
    "sum of exponentials": rf"x {X} L = \log(\mathbf{{1}}^T \exp(x))",
    "quotients": rf"x, y {X} L = \mathbf{{1}}^T (\frac{{x}}{{y}})",
    "roots": rf"x {X} y = \sqrt{{x}}; L = y^T y",
    "gelu": rf"x, w {X} h = \operatorname{{gelu}}(x); L = w^T h",
    "a row of weights": r"W_1 \in \mathbb{R}^{h \times n}; W_2 \in \mathbb{R}^{1 \times h}; x \in \mathbb{R}^n; "
    r"L = (W_2 \tanh(W_1 x) - t)^2",
    "numbers beside arrays": rf"x {X} h = 1 - \tanh(2 x + 3); L = h^T h",
    "layers by superscript": r"W^{(1)} \in \mathbb{R}^{m \times n}; x \in \mathbb{R}^n; z^{(1)} = W^{(1)} x; "
    r"L = \|z^{(1)}\|^2",
    "quotient of determinants": rf"A, B {N} L = \frac{{\det A}}{{\det B}}",
    "hinge": rf"w, x {X} L = \max(0, 1 - y w^T x) + \lambda \|w\|^2",
    "projection": rf"u, x {X} p = \frac{{u u^T}}{{u^T u}} x; L = \|x - p\|^2",
    "rows": r"x \in \mathbb{R}^{1 \times n}; W \in \mathbb{R}^{n \times m}; y \in \mathbb{R}^{1 \times m}; z = x W; "
    r"h = \operatorname{softmax}(z); L = -\log(h) y^T",
    "number times matrix": r"A \in \mathbb{R}^{m \times n}; B = a A; L = \|B\|_F^2",
    "normalised features": rf"x, w {X} m = \frac{{1}}{{n}} \mathbf{{1}}^T x; c = x - m \mathbf{{1}}; "
    r"v = \frac{1}{n} c^T c; u = \frac{c}{\sqrt{v + \epsilon}}; L = w^T u",
    "Greek letters": r"\Theta \in \mathbb{R}^{m \times n}; \phi \in \mathbb{R}^n; \mu = \Theta \phi; \ell = \|\mu\|^2",
    "outer product": rf"x, y {X} A = x y^T; L = \|A\|_F^2",
}  # fmt: skip


def document(text, layout, steps):
    """The declarations and definitions of a text and the written steps, as a document."""
    parts = [part.strip() for part in text.split(";")]
    declared = [f"${part}$" for part in parts if r"\in" in part]
    formulas = [part for part in parts if r"\in" not in part] + [step.equation(latex=True) for step in steps]
    head = f"<!-- symgrad: layout {layout} -->\n\nLet {', '.join(declared)}.\n\n"
    return head + "\n\n".join(f"$${formula}$$" for formula in formulas)


@pytest.mark.parametrize("layout", ["denominator", "numerator"])
@pytest.mark.parametrize("name", TEXTS)
def test_every_step_holds_and_reads_back_as_a_right_line(name, layout):
    found = derive(TEXTS[name], mode="both" if layout == "denominator" else "reverse", layout=layout)
    assert found.steps and set(found.verdicts) <= {"proved", "agrees"}, [
        (str(step), step.verdict) for step in found if not step.verdict.holds
    ]
    adjoints = [step for step in found if step.mode == "reverse"]
    summary = check(document(TEXTS[name], layout, adjoints)).summary
    assert summary["proved"] + summary["agrees"] == sum(summary.values()) >= len(adjoints)


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("matrix-least-squares.md", 7), ("matrix-softmax.md", 8), ("matrix-traces.md", 5), ("eth-4-3.md", 29),
        ("udl-7-03.md", 6),
    ],
)  # fmt: skip
def test_the_steps_of_the_problems_hold(path, steps):
    source = Source((ROOT / "problems" / path).read_text(encoding="utf-8"), path)
    for layout in (None, "denominator", "numerator"):
        found = [step for _, one in derivations(source, layout=layout) for step in one]
        assert len(found) == steps and all(step.verdict.holds for step in found)
    forward = [step for _, one in derivations(source, mode="forward") for step in one]
    assert forward and all(step.verdict.holds for step in forward)


def test_most_steps_are_proved_for_every_size():
    found = derive(NETWORK, mode="both")
    assert len(found.steps) == 16 and {step.verdict.by for step in found} == {"index notation, for every size"}


@pytest.mark.parametrize("row", ["matmul", "hadamard", "sub", "norm 2²", "scale"])
@pytest.mark.parametrize("mode", ["reverse", "forward"])
def test_a_wrong_row_is_refuted(row, mode, monkeypatch):
    """The verdict comes from the entries, in which the table has no part."""
    rule = "vjp" if mode == "reverse" else "jvp"
    doubled = tuple(lambda g, *rest, one=one: one(g, *rest).times(2) for one in getattr(TABLE[row], rule))
    monkeypatch.setitem(TABLE, row, replace(TABLE[row], **{rule: doubled}))
    text = r"W \in \mathbb{R}^{m \times n}; x \in \mathbb{R}^n; y \in \mathbb{R}^m; L = \|2 (W x - y) \odot y\|^2"
    assert {step.verdict.kind for step in derive(text, wrt="W", mode=mode)} == {"refuted"}


@pytest.mark.parametrize("mode", ["reverse", "forward"])
def test_a_lost_path_is_refuted(mode, monkeypatch):
    """Gates that do not know what a formula is made of: no step may be judged by itself then."""
    whole = ArrayGates._below
    monkeypatch.setattr(ArrayGates, "_below", lambda self, body: whole(self, body)[:1])
    text = r"W \in \mathbb{R}^{m \times n}; x \in \mathbb{R}^n; z = x; L = z^T z + x^T x"
    assert "refuted" in {step.verdict.kind for step in derive(text, mode=mode, wrt="x")}


def test_a_sum_over_an_index_is_a_path_too():
    text = r"W \in \mathbb{R}^{m \times n}; x \in \mathbb{R}^n; z = W x; s = \sum_i x_i^2; L = z^T z + s"
    step = next(step for step in derive(text) if step.by == "x")
    assert step.chain == "∂L/∂x = ∂z/∂x ∂L/∂z + ∂L/∂s ∂s/∂x" and step.verdict.holds
    with pytest.raises(SymgradError, match="the derivative of s by x has no matrix form"):
        derive(text, of="s")


def test_a_network_of_ten_layers_takes_seconds():
    shapes = [rf"W_{{{k}}} \in \mathbb{{R}}^{{d_{{{k}}} \times d_{{{k - 1}}}}}" for k in range(1, 11)]
    layers = [rf"z_{{{k}}} = W_{{{k}}} h_{{{k - 1}}}; h_{{{k}}} = \tanh(z_{{{k}}})" for k in range(1, 11)]
    text = [*shapes, r"h_0 \in \mathbb{R}^{d_0}", r"y \in \mathbb{R}^{d_{10}}", *layers, r"L = \|h_{10} - y\|^2"]
    begun = time.perf_counter()
    assert derive("; ".join(text), mode="both").verdicts == {"proved": 53}
    assert time.perf_counter() - begun < 20


def test_what_is_written_is_what_is_judged(monkeypatch):
    """A bracket that is lost on the way to the page is a wrong step."""
    whole = TermWriter.__call__
    monkeypatch.setattr(TermWriter, "__call__", lambda self, id: whole(self, id).replace("(", "").replace(")", ""))
    text = r"x, y \in \mathbb{R}^n; A \in \mathbb{R}^{n \times n}; L = \|A x - y\|^2"
    kinds = {step.by: step.verdict.kind for step in derive(text)}
    assert kinds == {"A": "refuted", "x": "refuted", "y": "refuted"}


@pytest.mark.parametrize(
    ("latex", "kind"),
    [(r"2 A^T A x", "proved"), (r"2 A A^T x", "refuted"), (r"2 x^T A^T A", "refuted"), ("2 A^T (A x", "undecided"),
     (r"A^T A x + A^T A x", "proved")],
)  # fmt: skip
def test_the_oracle_tells_right_from_wrong(latex, kind):
    scope = symgrad.derive.definitions.Definitions(
        r"A \in \mathbb{R}^{n \times n}; x \in \mathbb{R}^n; L = \|A x\|^2", symgrad.Graph()
    ).scope
    builder = Builder(scope, Terms(Sizes()), Layout.pure("denominator"))
    names = {name: builder.named(name) for name in ("L", "x", "A")}
    left = builder.terms.apply("derivative", names["L"], names["x"], data=("denominator", "total"))
    assert ArrayOracle(builder, names).against_entries(left, latex).kind == kind


# ----- what people see -----


def printed(capsys, *arguments):
    assert main(list(arguments)) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "text", "options"),
    [
        ("relu-network-reverse", NETWORK, ["--of", "L", "--wrt", "W_1,W_2,W_3", "--shapes"]),
        ("relu-network-numerator", NETWORK, ["--of", "L", "--wrt", "W_1", "--layout", "numerator", "--shapes"]),
        ("relu-network-forward", NETWORK, ["--of", "L", "--wrt", "x", "--mode", "forward", "--shapes"]),
        ("layers-shapes", LAYERS, ["--of", "l", "--wrt", "f_0", "--shapes"]),
        ("relu-network-markdown", NETWORK, ["--of", "L", "--wrt", "W_2", "--format", "markdown", "--shapes"]),
    ],
)
def test_the_console_shows(name, text, options, capsys, tmp_path, update):
    path = tmp_path / "text.md"
    path.write_text(text, encoding="utf-8")
    shown = printed(capsys, "derive", str(path), *options)
    golden = GOLDEN / f"derive-{name}.txt"
    if update:
        golden.write_text(shown, encoding="utf-8")
    assert shown == golden.read_text(encoding="utf-8")


def test_the_shapes_of_a_chain_are_right_claims_about_shapes():
    """The sizes of the terms of a backward chain, each as a person would write them below it."""
    found = [one for _, one in derivations(Source(LAYERS), of="l", wrt="f_0")]
    shapes = [step.shapes(latex=True) for step in found[0]]
    assert shapes[0] == r"(D_3 \times 1) = (D_3 \times D_f)(D_f \times 1)"
    assert shapes[-1] == r"(D_1 \times 1) = (D_1 \times D_1)(D_1 \times 1)"
    summary = check("\n\n".join(f"$${text}$$" for text in shapes)).summary
    assert summary["proved"] == len(shapes) == 6


def test_a_derivation_as_json(capsys):
    found = json.loads(printed(capsys, "derive", TEXTS["trace"], "--wrt", "X", "--format", "json"))
    assert found["layout"] == "denominator" and found["shapes"]["X"] == "(n × m)"
    (step,) = found["steps"]
    assert step["result"] == "A^T B^T" and step["verdict"] == "proved"
    assert step["shapes"] == "(n × m) = (n × p)(p × m)"


def test_both_sides_of_a_step_are_matrices_of_sympy():
    import sympy

    steps = {step.by: step for step in derive(NETWORK)}
    step = steps["W_2"]
    assert step.lhs.shape == step.rhs.shape == tuple(sympy.symbols("D_2 D_1", integer=True, positive=True))
    assert step.rhs == steps["z_2"].lhs * sympy.MatrixSymbol("h_1", step.lhs.shape[1], 1).T
    assert step.chain == "∂L/∂W_2 = ∂z_2/∂W_2 ∂L/∂z_2"
    p, dz = sympy.MatrixSymbol("p", step.lhs.shape[0], 1), sympy.MatrixSymbol("ż", step.lhs.shape[0], 1)
    softmax = derive(r"z \in \mathbb{R}^{D_2}; p = \operatorname{softmax}(z)", mode="forward").steps[0]
    assert softmax.rhs == sympy.hadamard_product(p, dz) - sympy.trace(p.T * dz) * p
    rows = derive(r"z \in \mathbb{R}^{n}; w = \operatorname{vec}(z z^T); L = w^T w", wrt="w").steps[0]
    assert rows.rhs == 2 * sympy.MatrixSymbol("w", *rows.lhs.shape)
    quotient = derive(TEXTS["quotients"], wrt="x").steps[0]
    assert quotient.rhs == quotient.result_text() == "𝟏/y"  # SymPy has no quotient entry by entry


def test_the_layout_of_the_text_counts_unless_another_one_is_asked_for():
    text = "<!-- symgrad: layout numerator -->\n\n" + NETWORK
    for layout, shape in ((None, "(n × D_1)"), ("denominator", "(D_1 × n)")):
        ((_, found),) = derivations(Source(text), wrt="W_1", layout=layout)
        assert found.steps[-1].shapes().startswith(f"{shape} = ")


def test_numbers_that_are_entries_of_arrays_are_derived_as_numbers():
    found = derive(r"x \in \mathbb{R}^2; y = x_1^2 x_2")
    assert isinstance(found, symgrad.Derivation) and str(found.steps[-1]).endswith("= 2*x_2*x_1")


def test_a_sheet_has_the_steps_with_their_shapes():
    sheet = symgrad.sheet(NETWORK, title="Network")
    assert r"| $\frac{\partial L}{\partial W_2}$ |" in sheet.markdown()
    assert r"$(D_2 \times D_1) = (D_2 \times 1)(1 \times D_1)$" in sheet.markdown()
    assert r"\|" not in sheet.markdown().partition("## Reverse")[2]
    assert r"(D_2 \times D_1) = (D_2 \times 1)(1 \times D_1)" in sheet.latex() and "D" in sheet.html()
    blank = symgrad.sheet(NETWORK, title="Network", blank=True).markdown()
    steps = blank.partition("## Reverse")[2]
    assert steps and r"\odot" not in steps and r"D_2 \times 1" not in steps


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        (NETWORK, {"of": "z_2"}, "reverse mode begins at a number, and z_2 is (D_2 × 1)"),
        (NETWORK, {"wrt": "q"}, "nothing is named q here"),
        (NETWORK, {"layout": "sideways"}, "'sideways' is no layout"),
        (NETWORK, {"at": {"x": 1}}, "vectors and matrices are derived for all values"),
        (r"W \in \mathbb{R}^{m \times n}; x \in \mathbb{R}^m; z = W x", {"mode": "forward"}, "the shapes do not fit"),
        (r"x \in \mathbb{R}^n", {}, "no formula is given"),
        (r"x + 1 \in \mathbb{R}^n; y = x", {}, "sizes are declared as"),
        (r"A, B \in \mathbb{R}^{n \times n}; C = A \otimes B", {"mode": "forward"}, "has no matrix form"),
    ],
)
def test_what_cannot_be_derived_says_why(text, options, message):
    with pytest.raises(SymgradError) as caught:
        derive(text, **options)
    assert message in str(caught.value)


def test_a_text_with_vectors_alone_says_what_is_missing():
    text = r"$W \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$, $z = W x$"
    with pytest.raises(SymgradError, match="reverse mode begins at a number, and z is"):
        derivations(Source(text))
    ((_, found),) = derivations(Source(text), mode="forward", wrt="x")
    assert [str(step) for step in found] == ["ż = W ẋ"]
    assert "Reverse" not in symgrad.sheet(text, mode="reverse").markdown()


def test_shapes_of_numbers_are_refused(capsys):
    assert main(["derive", "x^2", "--shapes"]) == 2
    assert "numbers have no shapes" in capsys.readouterr().err


def test_graphs_are_drawn_of_numbers():
    with pytest.raises(SymgradError, match="graphs are drawn of numbers"):
        symgrad.draw(NETWORK)


def test_an_output_without_a_formula_is_refused():
    scope = symgrad.derive.definitions.Definitions(TEXTS["det"], symgrad.Graph()).scope
    with pytest.raises(SymgradError, match="M has no formula"):
        derive_arrays(scope, "M")
