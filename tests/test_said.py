"""What running text says of names: shapes, symmetry and constraints hold for the claims; what is not said does not."""

import pytest

from symgrad import check
from symgrad.document import read_document
from symgrad.review.said import _marks, _sentences, said_to_be
from symgrad.source import Source, SymgradError


def verdicts(text, name="text.md"):
    report = check(text, name=name)
    return [step.kind for file in report.files for step in file.steps]


def said(text, names=frozenset("AxPQRBDEMSKybvWH")):
    (section,) = read_document(Source(text, "text.md")).sections
    found = {}
    for start, subjects, marks in _sentences(list(_marks(section.said, set(names)))):
        for name in subjects:
            found.setdefault(name, []).extend(m.text or "×".join(m.sizes) for m in marks)
            if start >= 0:
                found[name].append("from here")
    return found


SENTENCES = [
    (r"Let $P \in \mathbb{R}^{n\times n}$ be symmetric, $R \in \mathbb{R}^{m\times m}$ symmetric, and $H$.",
     {"P": ["symmetric"], "R": ["symmetric"]}),
    (r"Let $A$ be an $n \times n$ matrix, $x$ a vector of length $n$.", {"A": ["n×n", "matrix"], "x": ["vector", "n"]}),
    (r"where $P$ and $R$ are symmetric matrices. The $Q$ is not symmetric.",
     {"P": ["symmetric", "matrices"], "R": ["symmetric", "matrices"]}),
    (r"Given a diagonal matrix $D$; the diagonal of $E$ is taken.", {"D": ["diagonal", "matrix"]}),
    (r"$A$ is invertible and symmetric.", {"A": ["invertible", "symmetric"]}),
    (r"$K$ need not be symmetric.", {}),
    (r"$A$ is non-symmetric, $B$ asymmetric.", {}),
    (r"If $A$ is symmetric, then", {"A": ["symmetric", "from here"]}),
    (r"Sei $A$ eine symmetrische Matrix. Soit $M$ une matrice symétrique.",
     {"A": ["symmetrische", "matrix"], "M": ["matrice", "symétrique"]}),
    (r"Let A be an n x n matrix, x a vector in R^n, and W in R^(m x n). A symmetric matrix P.",
     {"A": ["n×n", "matrix"], "x": ["vector", "n×1"], "W": ["m×n"], "P": ["symmetric", "matrix"]}),
    (r"Let $P$ be the covariance matrix of the noise.", {"P": ["covariance matrix"]}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_words_say_it_of_the_right_names(text, expected):
    assert said(text) == expected


def quadratic(words, gradient):
    declared = r"Let $A \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^n$."
    return f"{declared} {words}\n\n$$f = x^T A x$$\n\n$$\\nabla_x f = {gradient}$$"


@pytest.mark.parametrize(
    "words",
    ["Let $A$ be symmetric.", "$A$ is positive definite.", "Let $A = A^T$.", "with $A^T = A$",
     "<!-- symgrad: let A be symmetric -->", "Here $A$ is a covariance matrix."],
)  # fmt: skip
def test_a_symmetric_matrix_is_its_transpose(words):
    assert verdicts(quadratic(words, "2 A x")) == ["proved"]
    assert verdicts(quadratic(words, "(A + A^T) x")) == ["proved"]
    assert verdicts(quadratic(words, "A x")) == ["refuted"]


@pytest.mark.parametrize("words", ["", "$A$ is not symmetric.", "$A$ need not be symmetric.", "Let $A$ be square."])
def test_any_other_is_not(words):
    assert verdicts(quadratic(words, "2 A x")) == ["refuted"]


def test_what_holds_if_holds_from_there_on():
    text = quadratic("", "(A + A^T) x") + "\n\nIf $A$ is symmetric this is\n\n$$\\nabla_x f = 2 A x$$"
    assert verdicts(text) == ["proved", "proved"]
    early = quadratic("", "2 A x") + "\n\nIf $A$ is symmetric this is\n\n$$\\nabla_x f = 2 A x$$"
    assert verdicts(early) == ["refuted", "proved"]


SOFTMAX = r"""
Let $W \in \mathbb{R}^{K \times D}$, $x \in \mathbb{R}^D$, and let $y \in \mathbb{R}^K$ WORDS.

$$z = Wx, \quad p = \mathrm{softmax}(z), \quad L = -y^T \log p$$
$$\frac{\partial L}{\partial z} = p - y$$
"""


@pytest.mark.parametrize(
    ("words", "verdict"),
    [(r"with $\mathbf{1}^T y = 1$", "agrees"), ("be one-hot", "agrees"),
     (r"with $\mathbf{1}^T y = 2$", "refuted"), ("be any", "refuted")],
)  # fmt: skip
def test_what_a_vector_sums_to_is_a_premise(words, verdict):
    assert verdicts(SOFTMAX.replace("WORDS", words)) == [verdict]


def test_an_equation_at_values_is_still_a_claim():
    assert verdicts("Let $x = 1$ and $y = 1$. Then we have a point with $x + y = 3$.") == ["refuted"]


def test_a_reflection_keeps_lengths():
    text = r"""Let $v \in \mathbb{R}^n$ be a unit vector, $x \in \mathbb{R}^n$, and $H = I - 2vv^T$.

$$H^T H = I$$
$$\|Hx\|^2 = \|x\|^2$$"""
    assert verdicts(text) == ["agrees", "agrees"]
    assert verdicts(text.replace("a unit vector", "a vector")) == ["refuted", "refuted"]


def test_what_is_orthogonal_is_never_refuted_for_it():
    text = (
        r"Let $Q \in \mathbb{R}^{n\times n}$ be orthogonal and $x \in \mathbb{R}^n$."
        + "\n\n"
        + r"$$\|Q x\|^2 = \|x\|^2$$"
    )
    assert verdicts(text) in (["undecided"], ["agrees"], ["proved"])


PLAIN = "Let A be an n x n matrix and x a vector in R^n.\nf(x) = x^T A x\ndf/dx = "


@pytest.mark.parametrize(
    ("gradient", "verdict"), [("(A + A^T) x", "agrees"), ("2 A x", "refuted"), ("(A + Aᵀ) x", "agrees")]
)
def test_plain_notes_declare_by_words(gradient, verdict):
    assert verdicts(PLAIN + gradient, "notes.txt") == [verdict]


LOGISTIC = r"""
Given $x_i \in \mathbb{R}^d$ with labels $y_i \in \{0, 1\}$, $i = 1, \dots, n$, and $w \in \mathbb{R}^d$, let

$$p_i = \sigma(w^\top x_i), \qquad J(w) = -\frac{1}{n}\sum_{i=1}^n \left[ y_i \log p_i + (1-y_i)\log(1-p_i)\right]$$
$$\nabla_w J = \frac1n \sum_{i=1}^n (p_i - y_i) x_i$$
$$\nabla^2_w J = \frac1n \sum_{i=1}^n p_i (1-p_i) x_i x_i^\top$$
$$\frac{\partial J}{\partial p_j} = \frac{1}{n} \frac{p_j - y_j}{p_j (1 - p_j)}$$
"""
SLIPS = [
    (r"(p_i - y_i) x_i", r"(y_i - p_i) x_i", 0), (r"\frac1n \sum_{i=1}^n (p_i", r"\sum_{i=1}^n (p_i", 0),
    (r"(p_i - y_i) x_i", r"(p_1 - y_i) x_i", 0), (r"(1-p_i) x_i x_i", r"(1+p_i) x_i x_i", 1),
    (r"\frac{p_j - y_j}", r"\frac{p_j - y_1}", 2), (r"= \frac{1}{n} \frac{p_j", r"= \frac{p_j", 2),
]  # fmt: skip


def test_members_of_a_family_of_vectors():
    assert verdicts(LOGISTIC) == ["agrees"] * 3


@pytest.mark.parametrize(("right", "wrong", "at"), SLIPS)
def test_a_slip_in_a_sum_over_examples_is_refuted(right, wrong, at):
    assert right in LOGISTIC
    found = verdicts(LOGISTIC.replace(right, wrong))
    assert found[at] == "refuted"
    assert found.count("refuted") == 1


ENTRIES = [
    (r"p_i (\delta_{ij} - p_j)", "proved"), (r"p_i (\delta_{ij} - p_i)", "refuted"),
    (r"p_i (\mathbb{1}[i = j] - p_j)", "proved"), (r"p_i (\mathbb{1}[i \neq j] - p_j)", "refuted"),
    (r"\begin{cases} p_i (1 - p_i) & \text{if } i = j \\ -p_i p_j & \text{if } i \neq j \end{cases}", "agrees"),
    (r"\begin{cases} p_i (1 - p_i) & \text{if } i = j \\ p_i p_j & \text{if } i \neq j \end{cases}", "refuted"),
    (r"\begin{cases} p_i (1 - p_i) & i = j \\ -p_i p_j & \text{otherwise} \end{cases}", "agrees"),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "verdict"), ENTRIES)
def test_indices_are_numbers_where_they_are_compared(entry, verdict):
    text = (
        r"Let $z \in \mathbb{R}^K$ and $p = \mathrm{softmax}(z)$." + "\n\n$$\\frac{\\partial p_i}{\\partial z_j} = %s$$"
    )
    assert verdicts(text % entry) == [verdict]


SIZES = [(r"\operatorname{tr}(A A^{-1}) = n", "proved"), (r"\operatorname{tr}(A A^{-1}) = n + 1", "refuted"),
         (r"\det(2A) = 2^n \det A", "agrees"), (r"\det(2A) = 2 \det A", "refuted")]  # fmt: skip


@pytest.mark.parametrize(("claim", "verdict"), SIZES)
def test_a_size_is_a_number_in_formulas(claim, verdict):
    assert verdicts(r"Let $A \in \mathbb{R}^{n \times n}$." + f"\n\n$${claim}$$") == [verdict]


def test_a_symmetric_variable_has_its_entries_free():
    text = r"""Let $K \in \mathbb{R}^{n \times n}$ be symmetric positive definite and $y \in \mathbb{R}^n$.

$$L = -\frac{1}{2} y^\top K^{-1} y - \frac{1}{2}\log|K| - \frac{n}{2}\log 2\pi$$
With $\alpha = K^{-1}y$
$$\frac{\partial L}{\partial K} = \frac12 (\alpha\alpha^\top - K^{-1})$$"""
    assert verdicts(text) == ["proved"]
    assert verdicts(text.replace("- K^{-1})", "+ K^{-1})")) == ["refuted"]


def test_every_property_is_an_equation():
    words = ["symmetric", "skew-symmetric", "orthogonal", "unit vector", "one-hot", "diagonal"]
    assert all(said_to_be("A", word) is not None for word in words)
    assert said_to_be("A", "invertible") is None


def test_an_unknown_property_is_an_error_in_a_directive():
    with pytest.raises(SymgradError, match="nothing that a name can be"):
        check("<!-- symgrad: let A be wobbly -->\n\n$x = 1$")


LENGTHS = [(r"\|x\| \approx 3.742", "agrees"), (r"\|x\| \approx 3.752", "refuted"), (r"\|x\| = 3.75", "refuted"),
           (r"x / 3 \approx (0.333, 0.667, 1.000)^T", "agrees"), (r"x / 3 \approx (0.333, 0.666, 1.000)^T", "refuted"),
           (r"\|x\|^2 \approx x^T x + 1", "undecided")]  # fmt: skip


@pytest.mark.parametrize(("claim", "verdict"), LENGTHS)
def test_roundings_of_arrays_hold_their_digits(claim, verdict):
    text = r"Let $x = \begin{pmatrix} 1 \\ 2 \\ 3 \end{pmatrix}$."
    assert verdicts(f"{text} Then ${claim}$.") == [verdict]
