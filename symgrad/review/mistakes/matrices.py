"""Mistakes that vectors and matrices allow and numbers do not; the catalogue lists them first."""

from symgrad.review.mistakes.entry import entry

MATRIX, COLUMN = r"W \in \mathbb{R}^{m \times n}; ", r"x \in \mathbb{R}^n; b \in \mathbb{R}^m; "
SQUARE = r"A, B \in \mathbb{R}^{n \times n}; "
DENOMINATOR = "% symgrad: layout denominator\n"

MATRIX_ENTRIES = (
    entry(
        "mixed-layout",
        "right in the other layout only",
        DENOMINATOR + MATRIX + r"x \in \mathbb{R}^n; \frac{\partial W x}{\partial x} = W",
        DENOMINATOR + MATRIX + r"x \in \mathbb{R}^n; \frac{\partial W x}{\partial x} = W^T",
        """The derivative of a vector by a vector has a row for each entry of the upper one (numerator layout) or of
        the lower one (denominator layout), and gradients lie or stand accordingly. The text declares one of the two,
        and this step is right in the other one.""",
        over="transposed wrong-order wrong-variable wrong-index",
    ),
    entry(
        "transposed",
        "a transpose is missing, or one is too many",
        MATRIX + COLUMN + r"\nabla_x \|W x - b\|^2 = 2 W (W x - b)",
        MATRIX + COLUMN + r"\nabla_x \|W x - b\|^2 = 2 W^T (W x - b)",
        """A derivative carries a change of the output back to the input, so the matrix of a linear map comes in
        transposed: the gradient of f(Wx) by x is W^T f'. Shapes show a lost transpose unless the matrix is
        square.""",
    ),
    entry(
        "wrong-order",
        "the factors of a matrix product stand in another order",
        MATRIX + r"V \in \mathbb{R}^{n \times p}; (W V)^T = W^T V^T",
        MATRIX + r"V \in \mathbb{R}^{n \times p}; (W V)^T = V^T W^T",
        """Matrices do not commute: A B and B A differ even where both exist. A transpose or an inverse of a product
        reverses the order of its factors.""",
    ),
    entry(
        "hadamard-for-matrix-product",
        "an entrywise product stands where the matrix product is meant",
        SQUARE + r"(A B)^T = B^T \odot A^T",
        SQUARE + r"(A B)^T = B^T A^T",
        """The entrywise product multiplies what stands in the same place; the matrix product sums over rows and
        columns. Both exist for two square matrices of one size, and they differ.""",
    ),
    entry(
        "matrix-product-for-hadamard",
        "a matrix product stands where the entrywise product is meant",
        SQUARE + r"d(A \odot B) = dA \odot B + A \, dB",
        SQUARE + r"d(A \odot B) = dA \odot B + A \odot dB",
        """What acts on each entry by itself, like an activation function, has the slope of each entry as a factor of
        that entry: an entrywise product. As a matrix product it would mix the entries.""",
    ),
    entry(
        "missing-diag",
        "a vector stands where the diagonal matrix of it is meant",
        r"c, x \in \mathbb{R}^n; \frac{\partial (x \odot c)}{\partial x} = c",
        r"c, x \in \mathbb{R}^n; \frac{\partial (x \odot c)}{\partial x} = \operatorname{diag}(c)",
        """The Jacobian of a function that is taken entry by entry is a matrix: the slopes stand on its diagonal, and
        everything else is zero.""",
    ),
    entry(
        "wrong-shape",
        "two factors of a product, or two terms of a sum, do not fit",
        MATRIX + COLUMN + r"\nabla_W \|W x - b\|^2 = 2 x (W x - b)",
        MATRIX + COLUMN + r"\nabla_W \|W x - b\|^2 = 2 (W x - b) x^T",
        """A product needs as many columns on its left as rows on its right, and a sum needs terms of one shape. The
        message names the two that do not fit, with their shapes; no reading of the step makes them fit.""",
    ),
)  # fmt: skip
