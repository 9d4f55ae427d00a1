"""The languages that graphs are compiled to: how each spells what the table's `number` column asks for.

DLMF 5.5.2, 5.5.4, 5.15.5 and 5.15.6 (recurrence, reflection), 5.11.2 and its derivative (large arguments) for the
digamma and trigamma functions; their first term left out is below 1e-15 from 10 on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Language:
    """choice: template of (condition, value, other value), where there is no function `where`.

    every, some: the signs between conditions. prelude: a function -> its source, and what that uses. called: a name
    of the `number` column -> what the language calls it. mark: of a comment. declare: what stands before a new
    variable (a number, a condition), end: what ends its line.
    """

    name: str
    prelude: Mapping[str, tuple[str, tuple[str, ...]]]
    choice: str = ""
    every: str = "and"
    some: str = "or"
    called: Mapping[str, str] = field(default_factory=dict)
    mark: str = "#"
    declare: tuple[str, str] = ("", "")
    end: str = ""

    def sources(self, names: set[str]) -> list[str]:
        """The sources of these functions and of all that they use, in the prelude's order."""
        waiting, known = list(names), set[str]()
        while waiting:
            name = waiting.pop()
            if name not in known:
                known.add(name)
                waiting += self.prelude[name][1]
        found = [source for name, (source, _) in self.prelude.items() if name in known]
        return list(dict.fromkeys(filter(None, found)))


ARCS = {f"a{name}": f"arc{name}" for name in ["sin", "cos", "tan", "sinh", "cosh", "tanh"]}  # as NumPy calls them
COMMON = ["exp", "log", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh"]

_DIGAMMA = """\
def digamma(x):
    if x <= 0.0:
        return digamma(1.0 - x) - pi / tan(pi * x)
    shift = 0.0
    while x < 10.0:
        shift -= 1.0 / x
        x += 1.0
    t = 1.0 / (x * x)
    series = t * (1 / 12 - t * (1 / 120 - t * (1 / 252 - t * (1 / 240 - t * (1 / 132 - t * 691 / 32760)))))
    return shift + log(x) - 0.5 / x - series
"""
_TRIGAMMA = """\
def trigamma(x):
    if x <= 0.0:
        return (pi / sin(pi * x)) ** 2 - trigamma(1.0 - x)
    shift = 0.0
    while x < 10.0:
        shift += 1.0 / (x * x)
        x += 1.0
    t = 1.0 / (x * x)
    series = t * (1 / 6 - t * (1 / 30 - t * (1 / 42 - t * (1 / 30 - t * (5 / 66 - t * 691 / 2730)))))
    return shift + (1.0 + 0.5 / x + series) / x
"""

PYTHON = Language(
    "python",
    {
        **{name: (f"from math import {name}", ()) for name in [*COMMON, *ARCS, "erf", "gamma", "pow", "log1p", "pi"]},
        "abs": ("", ()),
        "sign": ("def sign(x):\n    return float((x > 0.0) - (x < 0.0))\n", ()),
        "sigmoid": (
            "def sigmoid(x):\n    e = exp(-abs(x))\n    return (1.0 if x >= 0.0 else e) / (1.0 + e)\n", ("exp",),
        ),
        "softplus": ("def softplus(x):\n    return max(x, 0.0) + log1p(exp(-abs(x)))\n", ("log1p", "exp")),
        "digamma": (_DIGAMMA, ("tan", "log", "pi")),
        "trigamma": (_TRIGAMMA, ("sin", "pi")),
    },
    choice="{1} if {0} else {2}",
    called={"power": "pow"},
)  # fmt: skip


_NUMPY = [*COMMON, *ARCS.values(), "abs", "power", "sign", "where", "logaddexp", "vectorize", "pi"]
NUMPY = Language(
    "numpy",
    {
        "math": ("import math", ()),
        **{name: (f"from numpy import {name}", ()) for name in _NUMPY},
        "sigmoid": (
            "def sigmoid(x):\n    e = exp(-abs(x))\n    return where(x >= 0.0, 1.0, e) / (1.0 + e)\n",
            ("exp", "where", "abs"),
        ),
        "softplus": ("def softplus(x):\n    return logaddexp(0.0, x)\n", ("logaddexp",)),
        "erf": ("erf = vectorize(math.erf, otypes=[float])", ("vectorize", "math")),
        "gamma": ("gamma = vectorize(math.gamma, otypes=[float])", ("vectorize", "math")),
        "digamma": (_DIGAMMA + "\n\ndigamma = vectorize(digamma, otypes=[float])", ("vectorize", "tan", "log", "pi")),
        "trigamma": (_TRIGAMMA + "\n\ntrigamma = vectorize(trigamma, otypes=[float])", ("vectorize", "sin", "pi")),
    },
    every="&",
    some="|",
    called=ARCS,
)  # fmt: skip

C = Language(
    "c",
    {
        **dict.fromkeys([*COMMON, *ARCS, "erf", "tgamma", "pow", "fabs"], ("", ())),
        "sign": ("static double sign(double x) {\n    return (x > 0.0) - (x < 0.0);\n}\n", ()),
        "sigmoid": (
            "static double sigmoid(double x) {\n"
            "    const double e = exp(-fabs(x));\n"
            "    return (x >= 0.0 ? 1.0 : e) / (1.0 + e);\n"
            "}\n",
            (),
        ),
        "softplus": (
            "static double softplus(double x) {\n    return fmax(x, 0.0) + log1p(exp(-fabs(x)));\n}\n", (),
        ),
        "digamma": (
            """\
static double digamma(double x) {
    const double pi = 3.141592653589793;
    if (x <= 0.0) return digamma(1.0 - x) - pi / tan(pi * x);
    double shift = 0.0;
    for (; x < 10.0; x += 1.0) shift -= 1.0 / x;
    const double t = 1.0 / (x * x);
    return shift + log(x) - 0.5 / x
        - t * (1.0 / 12 - t * (1.0 / 120 - t * (1.0 / 252 - t * (1.0 / 240 - t * (1.0 / 132 - t * 691.0 / 32760)))));
}
""", ()),
        "trigamma": (
            """\
static double trigamma(double x) {
    const double pi = 3.141592653589793;
    if (x <= 0.0) return pi / sin(pi * x) * (pi / sin(pi * x)) - trigamma(1.0 - x);
    double shift = 0.0;
    for (; x < 10.0; x += 1.0) shift += 1.0 / (x * x);
    const double t = 1.0 / (x * x);
    return shift + (1.0 + 0.5 / x
        + t * (1.0 / 6 - t * (1.0 / 30 - t * (1.0 / 42 - t * (1.0 / 30 - t * (5.0 / 66 - t * 691.0 / 2730)))))) / x;
}
""", ()),
    },
    choice="{0} ? {1} : {2}",
    every="&&",
    some="||",
    called={"power": "pow", "gamma": "tgamma", "abs": "fabs"},
    mark="//",
    declare=("const double ", "const int "),
    end=";",
)  # fmt: skip

LANGUAGES = {language.name: language for language in (PYTHON, NUMPY, C)}
