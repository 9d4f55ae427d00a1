"""Larger pairs, built rather than written: (left, an equal right side, the same with one slip)."""

from __future__ import annotations

Row = tuple[str, str, str]


def chains() -> list[Row]:
    """Derivatives of sigmoid chains of 4 to 10 layers; the slip loses one factor 1 - a."""
    rows = []
    for layers in range(4, 11):
        outputs = ["x"]
        for i in range(1, layers + 1):
            outputs.append(f"sigmoid(w{i}*{outputs[-1]})")
        slopes = [f"{a}*(1 - {a})*w{i}" for i, a in enumerate(outputs[1:], 1)]
        lost = list(slopes)
        lost[layers // 2] = f"{outputs[layers // 2 + 1]}*w{layers // 2 + 1}"
        rows.append((f"d/dx ({outputs[-1]})", "*".join(slopes), "*".join(lost)))
    return rows


def relu_network() -> list[Row]:
    """The 13 derivatives of a network of two layers of two ReLU units (Prince, problem 7.1)."""
    h1, h2 = r"\text{relu}(\theta_{01}+\theta_{11}x)", r"\text{relu}(\theta_{02}+\theta_{12}x)"
    z1 = rf"(\psi_{{01}}+\psi_{{11}}{h1}+\psi_{{21}}{h2})"
    z2 = rf"(\psi_{{02}}+\psi_{{12}}{h1}+\psi_{{22}}{h2})"
    y = rf"\left(\phi_0+\phi_1\text{{relu}}{z1}+\phi_2\text{{relu}}{z2}\right)"
    i1, i2 = rf"\mathbb{{I}}[{z1} > 0]", rf"\mathbb{{I}}[{z2} > 0]"
    j1, j2 = r"\mathbb{I}[\theta_{01}+\theta_{11}x > 0]", r"\mathbb{I}[\theta_{02}+\theta_{12}x > 0]"
    right = {
        r"\phi_0": ("1", "0"),
        r"\phi_1": (rf"\text{{relu}}{z1}", i1),
        r"\phi_2": (rf"\text{{relu}}{z2}", rf"\text{{relu}}{z1}"),
        r"\psi_{01}": (rf"\phi_1{i1}", i1),
        r"\psi_{11}": (rf"\phi_1{i1}{h1}", rf"\phi_1{h1}"),
        r"\psi_{21}": (rf"\phi_1{i1}{h2}", rf"\phi_1{i1}{h1}"),
        r"\psi_{02}": (rf"\phi_2{i2}", rf"\phi_2{i1}"),
        r"\psi_{12}": (rf"\phi_2{i2}{h1}", rf"\phi_1{i2}{h1}"),
        r"\psi_{22}": (rf"\phi_2{i2}{h2}", rf"\phi_2{i2}\psi_{{22}}"),
        r"\theta_{01}": (rf"(\phi_1\psi_{{11}}{i1}+\phi_2\psi_{{12}}{i2}){j1}", rf"\phi_1\psi_{{11}}{i1}{j1}"),
        r"\theta_{11}": (rf"(\phi_1\psi_{{11}}{i1}+\phi_2\psi_{{12}}{i2}){j1}x",
                         rf"(\phi_1\psi_{{11}}+\phi_2\psi_{{12}}){j1}x"),
        r"\theta_{02}": (rf"(\phi_1\psi_{{21}}{i1}+\phi_2\psi_{{22}}{i2}){j2}",
                         rf"(\phi_1\psi_{{21}}{i1}-\phi_2\psi_{{22}}{i2}){j2}"),
        r"\theta_{12}": (rf"(\phi_1\psi_{{21}}{i1}+\phi_2\psi_{{22}}{i2}){j2}x",
                         rf"(\phi_1\psi_{{21}}{i1}+\phi_2\psi_{{22}}{i2}){j2}"),
    }  # fmt: skip
    return [(rf"\frac{{\partial}}{{\partial {name}}}{y}", good, bad) for name, (good, bad) in right.items()]


def nested_exponentials() -> list[Row]:
    """Prince, problem 7.12, by pieces."""
    f3 = "(exp(x) + exp(x)^2)"
    slope = "exp(x)*(1 + 2*exp(x))"
    y = f"(exp({f3}) + sin({f3}))"
    return [
        (f"d/dx {f3}", slope, "exp(x)*(1 + exp(x))"),
        (f"d/dx (exp({f3}))", f"exp({f3})*{slope}", f"exp({f3})*(1 + 2*exp(x))"),
        (f"d/dx (sin({f3}))", f"cos({f3})*{slope}", f"sin({f3})*{slope}"),
        (f"d/dx {y}", f"(exp({f3}) + cos({f3}))*{slope}", f"cos({f3})*{slope}"),
        (
            f"d^2/dx^2 {f3}",
            "exp(x) + 4*exp(2*x)",
            "exp(x) + 2*exp(2*x)",
        ),
    ]


def softmax() -> list[Row]:
    """Three scores: the diagonal and an off-diagonal entry, and the gradient of the cross-entropy."""
    total = "(exp(z1) + exp(z2) + exp(z3))"
    p = [f"(exp(z{i})/{total})" for i in (1, 2, 3)]
    loss = f"(log({total}) - z2)"
    return [
        (f"∂/∂z1 {p[0]}", f"{p[0]}*(1 - {p[0]})", f"{p[0]}*(1 + {p[0]})"),
        (f"∂/∂z2 {p[0]}", f"-{p[0]}*{p[1]}", f"{p[0]}*{p[1]}"),
        (f"∂/∂z1 {loss}", p[0], f"{p[0]} - 1"),
        (f"∂/∂z2 {loss}", f"{p[1]} - 1", p[1]),
        (f"{p[0]} + {p[1]} + {p[2]}", "1", "0"),
        (f"∂/∂z3 (log{p[0]})", f"-{p[2]}", f"1 - {p[2]}"),
    ]


def gaussian() -> list[Row]:
    """The log-likelihood of three observations."""
    squares = " + ".join(f"(x{i} - mu)^2" for i in (1, 2, 3))
    ell = f"(-3/2*log(2*pi) - 3*log(s) - ({squares})/(2*s^2))"
    return [
        (f"∂/∂mu {ell}", "(x1 + x2 + x3 - 3*mu)/s^2", "(x1 + x2 + x3 - mu)/s^2"),
        (f"∂/∂s {ell}", f"-3/s + ({squares})/s^3", f"-3/s + ({squares})/s^2"),
        (f"∂^2/∂mu^2 {ell}", "-3/s^2", "-1/s^2"),
        (f"∂^2/∂s^2 {ell}", f"3/s^2 - 3*({squares})/s^4", f"-3/s^2 - 3*({squares})/s^4"),
    ]


def rational() -> list[Row]:
    """Many symbols."""
    names = [f"a{i}" for i in range(1, 13)]
    total, product = " + ".join(names), "*".join(names)
    rest = "*".join(names[1:])
    squares = " + ".join(f"{n}^2" for n in names)
    return [
        (f"∂/∂a1 ({product})", rest, f"{rest}*a1"),
        (f"∂/∂a1 (({total})^2)", f"2*({total})", total),
        (f"∂/∂a1 (1/({total}))", f"-1/({total})^2", f"1/({total})^2"),
        (f"∂/∂a3 (({squares})/({total}))", f"(2*a3*({total}) - ({squares}))/({total})^2",
         f"(({squares}) - 2*a3*({total}))/({total})^2"),
        (f"({total})^2 - ({squares})", f"({total})*({total}) - ({squares})", f"({squares}) - ({total})^2"),
        (f"∂/∂a2 (sqrt({squares}))", f"a2/sqrt({squares})", f"2*a2/sqrt({squares})"),
        (f"∂/∂a5 (log({product}))", "1/a5", f"1/({product})"),
    ]  # fmt: skip


ROWS = [*chains(), *relu_network(), *nested_exponentials(), *softmax(), *gaussian(), *rational()]
