"""Formulas with one that is equal and one with a human slip, and an evaluator of their own (mpmath, 50 digits)."""

from __future__ import annotations

import re
from typing import Any

import mpmath

# left side, an equal right side, the same with one slip
PAIRS = {
    "sigmoid": [
        ("sigmoid(x)*(1-sigmoid(x))", "exp(-x)/(1+exp(-x))^2", "-exp(-x)/(1+exp(-x))^2"),
        ("1-sigmoid(x)", "sigmoid(-x)", "-sigmoid(x)"),
        ("sigmoid(x)", "exp(x)/(1+exp(x))", "exp(x)/(1-exp(x))"),
        ("sigmoid(x)*sigmoid(-x)", "exp(x)/(1+exp(x))^2", "exp(x)/(1+exp(2*x))"),
        ("sigmoid(w*x+b)*(1-sigmoid(w*x+b))*w", "w*exp(-(w*x+b))/(1+exp(-w*x-b))^2", "exp(-(w*x+b))/(1+exp(-w*x-b))^2"),
        ("log(sigmoid(x)/(1-sigmoid(x)))", "x", "-x"),
        ("1/sigmoid(x)", "1+exp(-x)", "1+exp(x)"),
        ("swish(x)", "x*sigmoid(x)", "sigmoid(x)"),
        (
            "sigmoid(x)+x*sigmoid(x)*(1-sigmoid(x))",
            "swish(x)+sigmoid(x)*(1-swish(x))",
            "swish(x)+sigmoid(x)*(1-sigmoid(x))",
        ),
    ],
    "tanh": [
        ("tanh(x)", "2*sigmoid(2*x)-1", "2*sigmoid(x)-1"),
        ("1-tanh(x)^2", "1/cosh(x)^2", "1/cosh(x)"),
        ("tanh(x)", "(exp(x)-exp(-x))/(exp(x)+exp(-x))", "(exp(x)+exp(-x))/(exp(x)-exp(-x))"),
        ("tanh(2*x)", "2*tanh(x)/(1+tanh(x)^2)", "2*tanh(x)/(1-tanh(x)^2)"),
        ("1-tanh(x)^2", "4*exp(2*x)/(exp(2*x)+1)^2", "2*exp(2*x)/(exp(2*x)+1)^2"),
        ("atanh(x)", "log((1+x)/(1-x))/2", "log((1-x)/(1+x))/2"),
    ],
    "softplus": [
        ("softplus(x)-softplus(-x)", "x", "-x"),
        ("softplus(x)", "log(1+exp(x))", "1+log(exp(x))"),
        ("-log(sigmoid(x))", "softplus(-x)", "softplus(x)"),
        ("exp(softplus(x))", "1+exp(x)", "exp(x)"),
        ("-y*log(sigmoid(z))-(1-y)*log(1-sigmoid(z))", "softplus(z)-y*z", "softplus(z)+y*z"),
    ],
    "logs and powers": [
        ("log(x*y)", "log(x)+log(y)", "log(x)*log(y)"),
        ("log(x/y)", "log(x)-log(y)", "log(x)/log(y)"),
        ("x^x", "exp(x*log(x))", "exp(x+log(x))"),
        ("x^x*(log(x)+1)", "exp(x*log(x))*(1+log(x))", "x*x^(x-1)"),
        ("x^(y+1)", "x*x^y", "x^y+x"),
        ("2^x*log(2)", "exp(x*log(2))*log(2)", "x*2^(x-1)"),
        ("log(8*x)/log(2)", "log(x)/log(2)+3", "log(x+8)/log(2)"),
        ("log(1/x)", "-log(x)", "1/log(x)"),
        ("(x^a)^2", "x^(2*a)", "x^(a^2)"),
        ("3^x*3^y", "3^(x+y)", "3^(x*y)"),
        ("a*x^(a-1)", "a*x^a/x", "x^(a-1)"),
    ],
    "roots": [
        ("sqrt(x)*sqrt(x)", "x", "x^2"),
        ("1/(2*sqrt(x))", "sqrt(x)/(2*x)", "(1/2)*sqrt(x)"),
        ("x/sqrt(x^2+1)", "x*(x^2+1)^(-1/2)", "x/(x^2+1)"),
        ("sqrt(8)", "2*sqrt(2)", "4*sqrt(2)"),
        ("1/sqrt(1-x^2)", "(1-x^2)^(-1/2)", "-(1-x^2)^(-1/2)"),
        ("(x^2+y^2)^(3/2)", "(x^2+y^2)*sqrt(x^2+y^2)", "x^3+y^3"),
        ("1/(sqrt(x+1)+sqrt(x))", "sqrt(x+1)-sqrt(x)", "sqrt(x)-sqrt(x+1)"),
        ("x^(2/3)*x^(1/3)", "x", "x^(2/9)"),
        ("sqrt(x*y)", "sqrt(x)*sqrt(y)", "sqrt(x)+sqrt(y)"),
    ],
    "relu, abs, max": [
        ("relu(x)-relu(-x)", "x", "|x|"),
        ("relu(x)+relu(-x)", "|x|", "x"),
        ("max(x,y)+min(x,y)", "x+y", "x-y"),
        ("max(x,y)-min(x,y)", "|x-y|", "x-y"),
        ("|x|^2", "x^2", "x"),
        ("relu(x)^2", "x*relu(x)", "x^2"),
        ("max(x,y)", "(x+y+|x-y|)/2", "(x+y-|x-y|)/2"),
        ("sign(x)*|x|", "x", "-x"),
        ("max(0,1-t)", "relu(1-t)", "relu(t-1)"),
        ("|x|/x", "sign(x)", "1"),
        ("sqrt(x^2)", "|x|", "x"),
    ],
    "circular": [
        ("sin(2*x)", "2*sin(x)*cos(x)", "2*sin(x)"),
        ("sin(x)^2+cos(x)^2", "1", "2"),
        ("cos(2*x)", "1-2*sin(x)^2", "1-sin(x)^2"),
        ("1+tan(x)^2", "1/cos(x)^2", "1/cos(x)"),
        ("sin(x+y)", "sin(x)*cos(y)+cos(x)*sin(y)", "sin(x)+sin(y)"),
        ("cos(x-y)", "cos(x)*cos(y)+sin(x)*sin(y)", "cos(x)*cos(y)-sin(x)*sin(y)"),
        ("sin(3*x)", "3*sin(x)-4*sin(x)^3", "3*sin(x)+4*sin(x)^3"),
        ("sin(x+pi/2)", "cos(x)", "-cos(x)"),
        ("2*x*cos(x^2)", "cos(x^2)*2*x", "cos(x^2)"),
        ("tan(x)", "sin(x)/cos(x)", "cos(x)/sin(x)"),
        ("asin(x)+acos(x)", "pi/2", "pi"),
        ("-x*sin(x)+cos(x)+cos(x)", "2*cos(x)-x*sin(x)", "2*cos(x)+x*sin(x)"),
    ],
    "exponentials": [
        ("exp(x+y)", "exp(x)*exp(y)", "exp(x)+exp(y)"),
        ("exp(x)^2", "exp(2*x)", "exp(x^2)"),
        ("cosh(x)^2-sinh(x)^2", "1", "-1"),
        ("exp(-x)", "1/exp(x)", "-exp(x)"),
        ("2*x*exp(x^2)", "exp(x^2)*x*2", "exp(x^2)"),
        ("exp(log(x)+log(y))", "x*y", "x+y"),
        ("exp(x)*(sin(x)+cos(x))", "exp(x)*sin(x)+exp(x)*cos(x)", "exp(x)*cos(x)"),
    ],
    "rational functions": [
        ("1/(1/x+1/y)", "x*y/(x+y)", "x+y"),
        ("(a+b)^2", "a^2+2*a*b+b^2", "a^2+b^2"),
        ("(a*x+b)/(c*x+k)-a/c", "(b*c-a*k)/(c*(c*x+k))", "(a*k-b*c)/(c*(c*x+k))"),
        ("1/(1-x)-1/(1+x)", "2*x/(1-x^2)", "2/(1-x^2)"),
        ("(x^3-y^3)/(x-y)", "x^2+x*y+y^2", "x^2-x*y+y^2"),
        ("(u/v+v/u)^2", "u^2/v^2+2+v^2/u^2", "u^2/v^2+v^2/u^2"),
        ("2*(w*x+b-y)*x", "2*x*(b-y)+2*w*x^2", "2*x*(b-y)+2*w*x"),
        ("(a*b+b*c+c*a)/(a*b*c)", "1/a+1/b+1/c", "1/(a+b+c)"),
        ("(x^2-1)/(x-1)", "x+1", "x-1"),
    ],
    "Gaussian": [
        ("log(exp(-(x-m)^2/(2*v)))-log(2*pi*v)/2", "-((x-m)^2/v+log(2*pi*v))/2", "-((x-m)^2/v+log(2*pi)*v)/2"),
        ("(x-m)^2/s^3-1/s", "((x-m)^2-s^2)/s^3", "((x-m)^2-s)/s^3"),
        (
            "exp(-(x-m)^2/2)/sqrt(2*pi)",
            "exp(m*x-m^2/2)*exp(-x^2/2)/sqrt(2*pi)",
            "exp(m*x+m^2/2)*exp(-x^2/2)/sqrt(2*pi)",
        ),
        ("-n*log(v)/2-q/(2*v)", "-(n*v*log(v)+q)/(2*v)", "-(n*log(v)+q)/(2*v)"),
        ("gelu(x)-gelu(-x)", "x", "-x"),
        ("erf(-x)", "-erf(x)", "erf(x)"),
    ],
    "sigmoid chains": [
        (
            "w*sigmoid(w*sigmoid(v*x))*(1-sigmoid(w*sigmoid(v*x)))*v*sigmoid(v*x)*(1-sigmoid(v*x))",
            "w*v*sigmoid(w*sigmoid(v*x))*sigmoid(-w*sigmoid(v*x))*sigmoid(v*x)*sigmoid(-v*x)",
            "w*v*sigmoid(w*sigmoid(v*x))*(1-sigmoid(w*sigmoid(v*x)))*sigmoid(v*x)",
        ),
        ("tanh(w*tanh(x))", "2*sigmoid(2*w*tanh(x))-1", "2*sigmoid(w*tanh(x))-1"),
        ("(y-t)*sigmoid(z)*(1-sigmoid(z))", "(y-t)*sigmoid(z)-(y-t)*sigmoid(z)^2", "(y-t)*sigmoid(z)-sigmoid(z)^2"),
    ],
}
ROWS = [row for rows in PAIRS.values() for row in rows]
EQUAL = [(left, right) for left, right, _ in ROWS]
SLIPS = [(left, wrong) for left, _, wrong in ROWS]

_OWN = "exp sin cos tan sinh cosh tanh asin acos atan asinh acosh atanh erf log sqrt sign"
_FUNCTIONS = {
    **{name: getattr(mpmath, name) for name in _OWN.split()},
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "softplus": lambda x: mpmath.log(1 + mpmath.exp(x)),
    "swish": lambda x: x / (1 + mpmath.exp(-x)),
    "gelu": lambda x: x * (1 + mpmath.erf(x / mpmath.sqrt(2))) / 2,
    "relu": lambda x: max(x, mpmath.mpf(0)),
    "max": max,
    "min": min,
    "abs": abs,
}


def names_of(*texts: str) -> list[str]:
    """The names that stand in some formulas."""
    found = {name for text in texts for name in re.findall(r"[A-Za-z]+", text)}
    return sorted(found - set(_FUNCTIONS) - {"pi"})


def value(text: str, point: dict[str, Any]) -> Any:
    """The formula at a point, to 50 digits; None outside its real domain. Knows nothing of the code under test."""
    text = re.sub(r"\|([^|]*)\|", r"abs(\1)", text).replace("^", "**")
    text = re.sub(r"\d+", lambda m: f"mpf({m[0]})", text)
    with mpmath.workdps(60):
        space = {**_FUNCTIONS, "mpf": mpmath.mpf, "pi": mpmath.pi, **{k: mpmath.mpf(v) for k, v in point.items()}}
        try:
            found = eval(text, {"__builtins__": {}}, space)
        except (ZeroDivisionError, ValueError, TypeError, OverflowError):
            return None
        return +found if not isinstance(found, mpmath.mpc) and mpmath.isfinite(found) else None


def gap(left: str, right: str, point: dict[str, str]) -> Any:
    """How far two formulas are apart at a point that a verdict names (exact numbers as text)."""
    with mpmath.workdps(60):
        exact = {}
        for name, number in point.items():
            top, _, bottom = number.partition("/")
            exact[name] = mpmath.mpf(top) / mpmath.mpf(bottom or 1)
        a, b = value(left, exact), value(right, exact)
        assert a is not None and b is not None, "the point lies outside the domain"
        return abs(a - b)
