"""What the tests of sheets share: a text with everything in it, and a hostile one."""

import re
from pathlib import Path

PROBLEMS = sorted((Path(__file__).parent.parent / "problems").glob("*.md"))

QUESTIONS = r"""# Questions

A neuron with one input.

$$z = w x + b \qquad \hat{y} = \sigma(z) \qquad L = (\hat y - y)^2$$

At $w = 1$, $x = 2$, $b = 0$, $y = 1$:

$$\frac{\partial L}{\partial w} = ?$$

$$\frac{\partial \hat y}{\partial x} = ? \qquad L = ? \qquad \frac{\partial L}{\partial q} = ?$$

$$\frac{\partial^2 \hat y}{\partial x \partial w} = ?$$
"""

WRONG = r"""# Wrong

$$u = x^2 \qquad v = x u \qquad y = v + \sin u$$

$$\frac{dy}{dx} = 3x^2 + \cos u$$
"""

HOSTILE = r"""# <script>alert(1)</script> \input{/etc/passwd} 50 % & $x$ | #1 ~^_{}

Prose with <b>markup</b>, "quotes", \end{document} and `code`.

$$y = \text{<img src=x onerror=alert(1)>} x + 1$$

$$f = x^2 \qquad \frac{df}{dx} = \href{javascript:alert(1)}{2x}$$

$$\frac{df}{dx} = x \text{</math><script>alert(2)</script>}$$

## \write18{touch hacked} "><script>alert(3)</script>

$$g = \exp(f) \qquad \frac{dg}{dx} = 2x g^{a}^{b}$$
"""


def without_drawings(text: str) -> str:
    """A sheet without pictures, whose coordinates change with Graphviz, and without style and script."""
    text = re.sub(r"<svg.*?</svg>", "<svg/>", text, flags=re.DOTALL)
    text = re.sub(r"<(style|script)>.*?</\1>", r"<\1/>", text, flags=re.DOTALL)
    text = re.sub(r"script-src '[^']*'", "script-src ''", text)
    pattern = r"\\begin\{tikzpicture\}.*?\\end\{tikzpicture\}"
    return re.sub(pattern, lambda _: r"\tikzpicture", text, flags=re.DOTALL)
