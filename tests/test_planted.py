"""Slips planted in the problems on gates, training and depth: each is refuted, where the text as it stands holds."""

from pathlib import Path

import pytest

from symgrad import check

PROBLEMS = Path(__file__).parent.parent / "problems"
SLIPS = [
    ("lmu-3-4-gates", r"\frac{m}{u_j}$$", r"\frac{m}{u_j^2}$$"),
    ("lmu-3-4-gates", r"\frac{\partial m_3}{\partial u_2} &= u_1 u_3", r"\frac{\partial m_3}{\partial u_2} &= u_1 u_2"),
    ("lmu-3-4-gates", "= a(1 - a)$$", "= a(1 + a)$$"),
    ("lmu-3-4-gates", r"{\partial y} = -2(\hat{y} - y)", r"{\partial y} = 2(\hat{y} - y)"),
    ("lmu-3-4-gates", "= 2(w x - y) x$$", "= 2(w x - y) w$$"),
    ("lmu-3-4-gates", "a_3 = 0.5469", "a_3 = 0.5496"),
    ("lmu-3-4-gates", "= -0.02846", "= 0.02846"),
    ("lmu-3-4-gates", r"{\partial z_4} a_3 = 0.10279", r"{\partial z_4} a_3 = 0.18795"),
    ("udl-7-11", r"= \mathbb{I}[z_k > 0] \omega_k", r"= \mathbb{I}[z_k > 0]"),
    ("udl-7-15", "= 2(f - y) = -2y", "= 2(f - y) = 2y"),
    ("udl-7-15", "= 2(f - y) k = -y", "= 2(f - y) k = 0"),
    ("udl-7-15", "= 2(f - y) = -2y", "= 2(f - y) = 0"),
    ("udl-7-15", r"= 2(f - y) \phi_1 \mathbb{I}[g_1 > 0] h_2 = 0", r"= 2(f - y) \phi_2 \mathbb{I}[g_1 > 0] h_2 = 0"),
    ("udl-7-16", r"= 2(\hat{y} - y) \hat{y} (1 - \hat{y})", r"= 2(\hat{y} - y) \hat{y}"),
    ("udl-7-16", r"w_{12}} = \frac{\partial L}{\partial z_1} x_2", r"w_{12}} = \frac{\partial L}{\partial z_1} x_1"),
    ("udl-7-16", r"\hat{y} = 0.992", r"\hat{y} = 0.929"),
    ("udl-7-17", r"= \frac{1 - y}{1 - p} - \frac{y}{p}$$", r"= \frac{1 - y}{1 - p} + \frac{y}{p}$$"),
    ("udl-7-17", "= p - y$$", "= y - p$$"),
    ("udl-7-17", r"= \sigma(f) - 1$$", r"= 1 - \sigma(f)$$"),
    ("chaki-activations", r"\le 0.25^L \prod_{i=1}^{L} |w_i|", r"\le 0.2^L \prod_{i=1}^{L} |w_i|"),
    ("chaki-activations", r"= 4 \sigma'(2x)", r"= 2 \sigma'(2x)"),
    ("chaki-activations", r"$$0.01 \le f'(x) \le 1$$", r"$$0.1 \le f'(x) \le 1$$"),
    ("chaki-activations", r"= \begin{cases} f(x) + \alpha & x", r"= \begin{cases} f(x) - \alpha & x"),
    ("chaki-activations", r"f(x) > -\lambda \alpha", r"f(x) > -\alpha"),
    ("chaki-activations", r"= f(x) + \sigma(x)(1 - f(x))", r"= f(x) + \sigma(x)(1 + f(x))"),
    ("chaki-activations", r"\Rightarrow v = \frac{2}{n + m}", r"\Rightarrow v = \frac{1}{n + m}"),
    ("chaki-activations", r"\sqrt{\frac{6}{n + m}}", r"\sqrt{\frac{3}{n + m}}"),
    ("chaki-activations", r"\Rightarrow q = \frac{2}{n}", r"\Rightarrow q = \frac{1}{n}"),
    ("chaki-activations", "= 1 + F'(x)$$\n", "= F'(x)$$\n"),
    ("chaki-activations", "+ G'(u) F'(x)$$", "- G'(u) F'(x)$$"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "right", "wrong"), SLIPS)
def test_a_planted_slip_is_refuted(name, right, wrong):
    text = (PROBLEMS / f"{name}.md").read_text(encoding="utf-8")
    assert right in text
    report = check(text.replace(right, wrong, 1))
    assert any(step.kind == "refuted" and not step.met for file in report.files for step in file.steps)
