"""How much of a gradient reaches the first weight of a chain of L neurons, with and without skip connections.

python tests/examples/gradient_flow.py tests/examples/gradient-flow.svg
"""

import sys

from symgrad import Graph, check
from symgrad.graph import gradient, numbers
from symgrad.sheets.series import Series

DEPTHS = (1, 2, 5, 10, 20, 50)
LAYERS = {"sigmoid": r"\sigma({})", "tanh": r"\tanh({})", "ReLU": r"\text{{relu}}({})"}


def chain(activation, depth, skip=False):
    """h_k = a(w_k h_{k-1}), or with a skip connection h_k = h_{k-1} + a(w_k h_{k-1}), from h_0 = x to y = h_depth."""
    rows = []
    for k in range(1, depth + 1):
        before = f"h_{{{k - 1}}}" if k > 1 else "x"
        layer = LAYERS[activation].format(f"w_{{{k}}} {before}")
        rows.append(f"h_{{{k}}} = {before} + {layer}" if skip else f"h_{{{k}}} = {layer}")
    return Graph.parse("\n".join(rows))


def first_slope(graph):
    """The derivative of the output by the first weight where the input and all weights are 1."""
    (slope,) = gradient(graph, graph.node(graph.find()), [graph.node(graph.find("w_1"))])
    return numbers(graph, [slope.id], dict.fromkeys(graph.free(graph.find()), 1))[slope.id]


def table():
    """{name: its slopes at the depths}, the bound of the sigmoid last."""
    found = {
        name + (" with skips" if skip else ""): [first_slope(chain(name, depth, skip)) for depth in DEPTHS]
        for name in LAYERS
        for skip in (False, True)
    }
    return found | {"0.25^L": [0.25**depth for depth in DEPTHS]}


if __name__ == "__main__":
    bound = check(r"$\sigma'(z) \le 0.25$ and $\left| \prod_{l=1}^{L} \sigma'(z_l) \right| \le 0.25^L$")
    print("; ".join(f"{step.left} {step.relation} {step.right}: {step.kind}" for step in bound.steps), end="\n\n")
    rows = table()
    print("| L | " + " | ".join(map(str, DEPTHS)) + " |")
    print("| --- |" + " --- |" * len(DEPTHS))
    for name, slopes in rows.items():
        print(f"| {name} | " + " | ".join(f"{slope:.3g}" for slope in slopes) + " |")
    if sys.argv[1:]:
        lines = {name: list(zip(DEPTHS, slopes, strict=True)) for name, slopes in rows.items()}
        Series(lines, "L", "derivative by the first weight", logarithmic=True).save(sys.argv[1])
