"""Trains a network with two hidden units on XOR: with all examples at once, with one, or with mini-batches."""

import random
import sys

from symgrad import Graph
from symgrad.graph import gradient, numbers
from symgrad.sheets.series import Series

NETWORK = r"""
z_1 = w_{11} x_1 + w_{12} x_2 + b_1; h_1 = \sigma(z_1)
z_2 = w_{21} x_1 + w_{22} x_2 + b_2; h_2 = \sigma(z_2)
p = \sigma(v_1 h_1 + v_2 h_2 + c)
L = (p - y)^2
"""
EXAMPLES = [{"x_1": a, "x_2": b, "y": a ^ b} for a in (0, 1) for b in (0, 1)]


def compiled(graph, weights):
    """The value of the output and its derivatives by the weights, as a function of values for all inputs."""
    value = graph.node(graph.find())
    slopes = [slope.id for slope in gradient(graph, value, [graph.node(graph.find(name)) for name in weights])]

    def at(values):
        found = numbers(graph, [value.id, *slopes], {graph.find(name): number for name, number in values.items()})
        return found[value.id], [found[slope] for slope in slopes]

    return at


def train(batch, rate=2.0, epochs=1500, seed=2):
    """The trained weights, and the mean loss over the examples in every epoch."""
    graph = Graph.parse(NETWORK)
    names = [str(graph.label(id)) for id in graph.free(graph.find()) if graph.label(id) not in EXAMPLES[0]]
    at, losses = compiled(graph, names), []
    random.seed(seed)
    weights = {name: random.gauss(0, 1) for name in names}
    for _ in range(epochs):
        order, found = random.sample(EXAMPLES, len(EXAMPLES)), []
        for start in range(0, len(order), batch):
            found += (now := [at(example | weights) for example in order[start : start + batch]])
            for name, slopes in zip(names, zip(*(slopes for _, slopes in now), strict=True), strict=True):
                weights[name] -= rate * sum(slopes)
        losses.append(sum(loss for loss, _ in found) / len(found))
    return weights, losses


def answers(weights):
    """What the network says to each example."""
    return [Graph.parse(NETWORK).evaluate({**weights, "x_1": e["x_1"], "x_2": e["x_2"]}, of="p") for e in EXAMPLES]


if __name__ == "__main__":
    curves = {}
    for name, batch in {"gradient descent": 4, "stochastic": 1, "mini-batch": 2}.items():
        weights, losses = train(batch)
        curves[name] = list(enumerate(losses, 1))
        print(f"{name:<16}  loss {losses[-1]:.4f}  answers", *(f"{answer:.2f}" for answer in answers(weights)))
    if sys.argv[1:]:  # python tests/examples/train_xor.py tests/examples/xor-loss.svg
        Series(curves, "epoch", "mean squared loss", logarithmic=True).save(sys.argv[1])
