"""The catalogue of mistakes, the most specific first: a repair that several of them describe is named by the first.

wrong and right: one formula (or several, with a semicolon between them) with and without the mistake.
"""

from __future__ import annotations

from symgrad.review.mistakes.entry import Entry
from symgrad.review.mistakes.entry import entry as _entry
from symgrad.review.mistakes.matrices import MATRIX_ENTRIES

ENTRIES = (
    _entry(
        "quotient-order",
        "the two products in the numerator of the quotient rule are swapped",
        r"\frac{d}{dx} \frac{\sin x}{x} = \frac{\sin x - x\cos x}{x^2}",
        r"\frac{d}{dx} \frac{\sin x}{x} = \frac{x\cos x - \sin x}{x^2}",
        """The quotient rule is (u/v)' = (u'v - uv')/v^2: the product with the derivative of the top comes
        first. Swapped, the whole derivative has the wrong sign.""",
        over="dropped-term missing-factor wrong-sign quotient-sign",
    ),
    _entry(
        "quotient-sign",
        "the numerator of the quotient rule has a plus sign",
        r"\frac{d}{dx} \frac{\sin x}{x} = \frac{x\cos x + \sin x}{x^2}",
        r"\frac{d}{dx} \frac{\sin x}{x} = \frac{x\cos x - \sin x}{x^2}",
        """The quotient rule is (u/v)' = (u'v - uv')/v^2. The plus sign belongs to the product rule. The minus
        comes from differentiating 1/v, which is -v'/v^2.""",
        over="dropped-term missing-factor wrong-sign",
    ),
    _entry(
        "local-for-total",
        "only the direct dependence is counted",
        r"u = x^2; v = \sin u; w = e^u; y = x^3 + v w + w; \frac{dy}{dx} = 3x^2",
        r"u = x^2; v = \sin u; w = e^u; y = x^3 + v w + w; \frac{dy}{dx} = 3x^2 + 2x e^u(\cos u + \sin u + 1)",
        """A local partial holds the other operands fixed. A total derivative also follows the operands that
        depend on the variable themselves.""",
        over="missing-path wrong-variable wrong-index",
    ),
    _entry(
        "missing-path",
        "a path of the graph is not counted",
        r"u = x^2; v = x u; y = v + \sin u; \frac{dy}{dx} = \frac{\partial y}{\partial v}\frac{dv}{dx}",
        r"u = x^2; v = x u; y = v + \sin u; \frac{dy}{dx} = \frac{\partial y}{\partial v}\frac{dv}{dx}"
        r" + \cos(u)\frac{du}{dx}",
        """Where a value is used in several places, its derivative is the sum over every path from it to the
        output. Each path contributes the product of the local partials along it. The message names the path
        that is left out.""",
        over="wrong-variable wrong-index wrong-function wrong-exponent reciprocal",
    ),
    _entry(
        "total-for-local",
        "every path is counted where the other arguments are held fixed",
        r"f(a, b) = a^3 b; g = x^2; \frac{\partial}{\partial x} f(x, g) = 5x^4",
        r"f(a, b) = a^3 b; g = x^2; \frac{\partial}{\partial x} f(x, g) = 3x^4",
        """The partial derivative of a written f(x, g) by x holds the second argument fixed, even if g depends
        on x. The derivative d/dx holds nothing fixed.""",
    ),
    _entry(
        "forgot-mean",
        "the division by the number of summands is missing",
        r"L = \frac{1}{3}\sum_{i=1}^{3} (w x_i - y_i)^2; \frac{\partial L}{\partial w} ="
        r" \sum_{i=1}^{3} 2(w x_i - y_i) x_i",
        r"L = \frac{1}{3}\sum_{i=1}^{3} (w x_i - y_i)^2; \frac{\partial L}{\partial w} ="
        r" \frac{1}{3}\sum_{i=1}^{3} 2(w x_i - y_i) x_i",
        """A mean is a sum over n examples divided by n, and so is its derivative. Leaving out 1/n makes the
        gradient grow with the number of examples.""",
    ),
    _entry(
        "missing-inner-derivative",
        "the derivative of the inner function is missing",
        r"\frac{d}{dx} \sin(x^2) = \cos(x^2)",
        r"\frac{d}{dx} \sin(x^2) = \cos(x^2) \cdot 2x",
        """The chain rule is f(g(x))' = f'(g(x)) g'(x). The outer derivative is right here, and the factor
        g'(x) is missing. For an inner function -x or 2x it is a mere number, which is easily forgotten.""",
        over="wrong-exponent wrong-sign",
    ),
    _entry(
        "product-of-derivatives",
        "a product is differentiated factor by factor",
        r"\frac{d}{dx} (x^2 \sin x) = 2x\cos x",
        r"\frac{d}{dx} (x^2 \sin x) = 2x\sin x + x^2\cos x",
        """The derivative of a product is u'v + uv', not u'v'. Each term differentiates one factor and leaves
        the other one as it is.""",
    ),
    _entry(
        "quotient-of-derivatives",
        "a quotient is differentiated top and bottom",
        r"\frac{d}{dx} \frac{\sin x}{x^2} = \frac{\cos x}{2x}",
        r"\frac{d}{dx} \frac{\sin x}{x^2} = \frac{x^2\cos x - 2x\sin x}{x^4}",
        """The derivative of a quotient is (u'v - uv')/v^2, not u'/v'. (The quotient of the derivatives belongs
        to the rule of l'Hospital, which is about limits.)""",
    ),
    _entry(
        "power-rule-on-exponential",
        "the power rule is used on an exponential",
        r"\frac{d}{dx} 2^x = x\, 2^{x-1}",
        r"\frac{d}{dx} 2^x = 2^x \ln 2",
        """The rule n x^(n-1) is for a variable base and a constant exponent. With the variable in the exponent
        the derivative is a^x ln(a), and e^x is its own derivative.""",
        over="wrong-function",
    ),
    _entry(
        "exponent-not-lowered",
        "the exponent is put in front and not lowered by one",
        r"\frac{d}{dx} x^3 = 3x^3",
        r"\frac{d}{dx} x^3 = 3x^2",
        """The power rule does two things: the exponent comes in front as a factor, and the new exponent is one
        less.""",
        over="wrong-exponent reciprocal",
    ),
    _entry(
        "constant-kept",
        "a constant is kept where its derivative is 0",
        r"\frac{d}{dx} (x^3 + 5) = 3x^2 + 5",
        r"\frac{d}{dx} (x^3 + 5) = 3x^2",
        """What does not depend on the variable has the derivative 0: as a term it disappears. (As a factor it
        stays.)""",
        over="extra-term",
    ),
    _entry(
        "integrated-instead",
        "an antiderivative stands where the derivative is meant",
        r"\frac{d}{dx} x^2 = \frac{x^3}{3}",
        r"\frac{d}{dx} x^2 = 2x",
        """The derivative of what is written is the function that was to be differentiated: it has been
        integrated. For powers, the exponent goes down and not up.""",
    ),
    _entry(
        "evaluated-too-early",
        "a number is put in before differentiating",
        r"f(x) = x^2; f'(3) = 0",
        r"f(x) = x^2; f'(3) = 6",
        """f'(3) is the derivative of f, taken at 3. Putting in 3 first leaves a number, whose derivative is 0.
        First differentiate, then evaluate.""",
    ),
    _entry(
        "wrong-kink",
        "the cases on the two sides of a kink are swapped",
        r"\frac{d}{dz} \max(0, z) = \mathbb{I}[z < 0]",
        r"\frac{d}{dz} \max(0, z) = \mathbb{I}[z > 0]",
        """A function with a kink has another derivative on each side of it. Here the condition of the case
        distinction is the wrong way round, or it gives the kink itself to the side that the text has declared
        not to take: with `relu at zero 1` the derivative of relu is I[z >= 0].""",
        over="wrong-sign",
    ),
    _entry(
        "missing-prime",
        "a function stands where its derivative is meant",
        r"f(x) = x^3 + \sin x; \frac{d}{dx} f(x)^2 = 2 f(x) f(x)",
        r"f(x) = x^3 + \sin x; \frac{d}{dx} f(x)^2 = 2 f(x) f'(x)",
        """The prime got lost: f(x) is written where f'(x) is meant.""",
    ),
    _entry(
        "off-by-one",
        "an index or a bound is one too high or too low",
        r"S = \sum_{i=1}^{3} i x^i; \frac{dS}{dx} = \sum_{i=1}^{2} i^2 x^{i-1}",
        r"S = \sum_{i=1}^{3} i x^i; \frac{dS}{dx} = \sum_{i=1}^{3} i^2 x^{i-1}",
        """A sum begins or ends one off, or an index i stands where i - 1 or i + 1 is meant.""",
    ),
    _entry(
        "wrong-index",
        "a name has the index of another one",
        r"z = w_1 x_1 + w_2 x_2; \frac{\partial z}{\partial w_1} = x_2",
        r"z = w_1 x_1 + w_2 x_2; \frac{\partial z}{\partial w_1} = x_1",
        """The name is right and its index belongs to another quantity of the family.""",
    ),
    _entry(
        "wrong-function",
        "another function is written: sine for cosine, exponential for logarithm, f' for f",
        r"\frac{d}{dx} (x\sin x) = \sin x + x\sin x",
        r"\frac{d}{dx} (x\sin x) = \sin x + x\cos x",
        """A function stands where a relative of it belongs. Often it is the function itself where its
        derivative is meant, or the derivative where the function is meant.""",
    ),
    _entry(
        "wrong-variable",
        "another variable is written",
        r"\frac{\partial}{\partial x} (x^2 \sin y) = 2x\sin x",
        r"\frac{\partial}{\partial x} (x^2 \sin y) = 2x\sin y",
        """One name stands where another one is meant. By a partial derivative, for instance, the other
        variable stays as a factor.""",
    ),
    _entry(
        "wrong-exponent",
        "an exponent is wrong",
        r"\frac{d}{dx} \frac{1}{x^2} = -2x^{-1}",
        r"\frac{d}{dx} \frac{1}{x^2} = -2x^{-3}",
        """An exponent is too high or too low, has the wrong sign, is forgotten or does not belong. Negative
        exponents are lowered too: -2 becomes -3.""",
    ),
    _entry(
        "reciprocal",
        "something stands on the wrong side of the fraction bar",
        r"\frac{d}{dx} \ln(x^2 + 1) = 2x (x^2 + 1)",
        r"\frac{d}{dx} \ln(x^2 + 1) = \frac{2x}{x^2 + 1}",
        """A factor is multiplied where it should be divided by, or the other way round.""",
    ),
    _entry(
        "wrong-sign",
        "a sign is wrong",
        r"\frac{d}{dx} (x^2 + \cos x) = 2x + \sin x",
        r"\frac{d}{dx} (x^2 + \cos x) = 2x - \sin x",
        """A plus sign stands where a minus belongs, or a minus where a plus belongs. The caret shows which
        term it is.""",
    ),
    _entry(
        "counted-twice",
        "a term or a path is counted twice",
        r"\frac{d}{dx} (x^2 + \sin x) = 2x + \cos x + \cos x",
        r"\frac{d}{dx} (x^2 + \sin x) = 2x + \cos x",
        """A term stands twice in a sum, or a path of the graph is added twice.""",
        over="extra-term extra-factor",
    ),
    _entry(
        "extra-factor",
        "a factor does not belong",
        r"\frac{d}{dx} (x^2 + y) = 2xy",
        r"\frac{d}{dx} (x^2 + y) = 2x",
        """Without this factor the step is right.""",
        over="wrong-coefficient missing-factor dropped-term",
    ),
    _entry(
        "extra-term",
        "a term does not belong",
        r"\frac{d}{dx} (x^2 + y) = 2x + y^2",
        r"\frac{d}{dx} (x^2 + y) = 2x",
        """Without this term the step is right.""",
        over="dropped-term missing-factor",
    ),
    _entry(
        "wrong-argument",
        "a function is taken of something else",
        r"\frac{d}{dx} \sin(x^2) = 2x\cos(2x)",
        r"\frac{d}{dx} \sin(x^2) = 2x\cos(x^2)",
        """The outer derivative is evaluated at the inner function itself: f'(g(x)), not f'(x) and not
        f'(g'(x)).""",
        over="dropped-term",
    ),
    _entry(
        "wrong-coefficient",
        "a number is wrong",
        r"\frac{d}{dx} x^3 = 2x^2",
        r"\frac{d}{dx} x^3 = 3x^2",
        """A coefficient is not what it should be. The message says which number belongs there, or by what
        factor the whole is off.""",
    ),
    _entry(
        "missing-factor",
        "a factor is missing",
        r"\frac{d}{dx} (a x^2 \sin b) = 2ax",
        r"\frac{d}{dx} (a x^2 \sin b) = 2ax\sin b",
        """A factor that does not depend on the variable stays in the derivative. One was lost here.""",
    ),
    _entry(
        "dropped-term",
        "a term is missing",
        r"\frac{d}{dx} (x^3 + x^2 + x) = 3x^2 + 2x",
        r"\frac{d}{dx} (x^3 + x^2 + x) = 3x^2 + 2x + 1",
        """A term of the sum was left out.""",
    ),
    _entry(
        "rounded-too-early",
        "the last digits are off",
        r"\sqrt{2} \cdot 10 = 14.13",
        r"\sqrt{2} \cdot 10 = 14.14",
        """The value is nearly right, and the stated digits are not: an intermediate result was probably
        rounded. Keep a few digits more until the end.""",
    ),
    _entry(
        "wrong-value",
        "a number comes out wrong",
        r"x = 3; x^2 + 1 = 11",
        r"x = 3; x^2 + 1 = 10",
        """The formula is right and its value is another one.""",
    ),
)  # fmt: skip

CATALOGUE: dict[str, Entry] = {entry.slug: entry for entry in (*MATRIX_ENTRIES, *ENTRIES)}
