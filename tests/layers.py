"""Networks of three layers at sizes that are numbers, each with the gradient by the first matrix as a claim."""

from __future__ import annotations

from dataclasses import dataclass

UNITS = {
    "tanh": (r"\tanh", r"(1 - {h} \odot {h})"),
    "sigmoid": (r"\sigma", r"{h} \odot (1 - {h})"),
    "relu": (r"\operatorname{relu}", r"\mathbb{{1}}[{z} > 0]"),
}
SLIPS = {
    "": ("", ""),
    "moved": ("2 (u - y)", "-(2 y - 2 u)"),  # no slip: the same in other words
    "transpose": ("W_2^T", "W_2"),
    "factor": ("2 (u - y)", "(u - y)"),
}


@dataclass(frozen=True)
class Layers:
    """A network and its claim. tapered: each layer has a width of its own. batch: examples, as columns (0: one)."""

    width: int
    unit: str = "tanh"
    slip: str = ""
    tapered: bool = False
    biases: bool = False
    batch: int = 0

    @property
    def sizes(self) -> tuple[int, int, int, int]:
        w = self.width
        return (w, w + 1, w - 1, w // 2) if self.tapered else (w, w, w, w)

    @property
    def components(self) -> int:
        """The entries of the matrices and vectors, examples and labels included."""
        a, b, c, d = self.sizes
        return a * b + b * c + c * d + (a + d) * (self.batch or 1) + (b + c + d) * self.biases

    @property
    def text(self) -> str:
        a, b, c, d = self.sizes
        unit, slope = UNITS[self.unit]
        columns = (self.batch,) if self.batch else ()
        given = {"W_1": (b, a), "W_2": (c, b), "W_3": (d, c), "x": (a, *columns), "y": (d, *columns)}
        given |= {"b_1": (b,), "b_2": (c,), "b_3": (d,)} if self.biases else {}
        sides = {name: r" \times ".join(map(str, at)) for name, at in given.items()}
        shapes = (rf"${name} \in \mathbb{{R}}^{{{at}}}$" for name, at in sides.items())
        lines = [f"z_{k} = W_{k} {below}" for k, below in ((1, "x"), (2, "h_1"))]
        lines += [f"h_{k} = {unit}(z_{k})" for k in (1, 2)]
        lines += ["u = W_3 h_2", r"L = \|u - y\|_F^2" if self.batch else r"L = \|u - y\|^2"]
        if self.biases:
            lines = [f"{line} + b_{line[2] if line[0] == 'z' else 3}" if line[0] in "zu" else line for line in lines]
        first, second = (slope.format(h=f"h_{k}", z=f"z_{k}") for k in (1, 2))
        old, new = SLIPS[self.slip]
        right = rf"\left({first} \odot (W_2^T ({second} \odot (W_3^T (2 (u - y)))))\right) x^T".replace(old, new)
        lines.append(rf"\frac{{\partial L}}{{\partial W_1}} = {right}")
        return ", ".join(shapes) + "".join(f"\n\n$${line}$$" for line in lines)
