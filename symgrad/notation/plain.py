"""Syntax trees as plain text, for people who look at a terminal: `∂y/∂f_3 = cos(f_3) + exp(f_3)`."""

from __future__ import annotations

import re

from symgrad.notation.syntax import (
    At,
    Bracket,
    Call,
    Cases,
    Comparison,
    Derivative,
    Differential,
    Either,
    Expectation,
    Extremum,
    Filled,
    Frac,
    Indicator,
    Integral,
    Limit,
    Matrix,
    Nabla,
    Name,
    Norm,
    Num,
    Over,
    Power,
    Prime,
    Product,
    Root,
    Series,
    Space,
    Sum,
    Transpose,
    Tree,
    Unknown,
)
from symgrad.notation.writer import written_name

CLOSING = {"(": ")", "[": "]", "{": ")"}
_MARKS = {"sum": "Σ", "prod": "Π"}


def plain(tree: Tree) -> str:
    """The tree as one line of text, close to how it was written."""
    match tree:
        case Num(text=text):
            return text
        case Name(name=name, primes=primes, dots=dots):
            text = written_name(name)
            letter = re.split("[_^]", text, maxsplit=1)[0]
            dot = "\u0307" if dots == 1 else "\u0308" if dots else ""
            return letter + dot + text[len(letter) :] + "'" * primes
        case Sum(terms=terms):
            return _sum(terms)
        case Product(factors=factors):
            return _product(factors)
        case Power(base=base, exponent=exponent):
            return f"{_tight(base)}^{_tight(exponent)}"
        case Bracket(kind=kind, parts=parts, given=given) if given:
            before, behind = (", ".join(map(plain, some)) for some in (parts[:given], parts[given:]))
            return f"{kind}{before} | {behind}{CLOSING[kind]}"
        case Bracket(kind=kind, parts=parts):
            opening = "(" if kind == "{" else kind
            return opening + ", ".join(map(plain, parts)) + CLOSING[kind]
        case Frac(top=top, bottom=bottom):
            return f"{_factor(top)}/{_tight(bottom)}"
        case Root(radicand=radicand, degree=degree):
            return f"√({plain(radicand)})" if degree is None else f"root_{_tight(degree)}({plain(radicand)})"
        case Call(function="abs", args=(arg,)):
            return f"|{plain(arg)}|"
        case Call(function="factorial", args=(arg,)):
            return f"{_tight(arg)}!"
        case Call(function=function, args=args, power=power, base=base, primes=primes):
            head = function + "'" * primes
            head += f"_{_tight(base)}" if base is not None else ""
            head += f"^{_tight(power)}" if power is not None else ""
            return f"{head}({', '.join(map(plain, args))})"
        case Differential(body=body):
            return f"d{plain(body)}"
        case Prime(body=body, primes=primes):
            return _tight(body) + "'" * primes
        case Derivative():
            return _derivative(tree)
        case At(body=body, values=values):
            return f"{plain(body)}|_({', '.join(f'{plain(a)}={plain(b)}' for a, b in values)})"
        case Comparison(members=members, how=how):
            return plain(members[0]) + "".join(f" {h} {plain(m)}" for h, m in zip(how, members[1:], strict=True))
        case Indicator(condition=condition):
            return f"I[{plain(condition)}]"
        case Extremum() | Expectation() | Series() | Over() | Integral() | Limit():
            return _operator(tree)
        case Cases(cases=cases):
            return "{" + "; ".join(f"{plain(v)} if {plain(c)}" if c else f"{plain(v)} else" for v, c in cases) + "}"
        case Either(first=first):
            return plain(first)
        case Transpose(body=body):
            return f"{_tight(body)}^T"
        case Norm(body=body, order=order):
            return f"‖{plain(body)}‖" + (f"_{_tight(order)}" if order is not None else "")
        case Nabla(body=body, by=by, order=order):
            return (
                "∇" + ("²" if order == 2 else "") + (f"_{_tight(by)}" if by is not None else "") + f" {_factor(body)}"
            )
        case Filled(number=number):
            return {"0": "𝟎", "1": "𝟏"}[number]
        case Matrix(rows=rows):
            return "[" + "; ".join(", ".join(map(plain, row)) for row in rows) + "]"
        case Space(field=field, sizes=sizes):
            return "ℝℕℤℚℂ"["RNZQC".index(field)] + (f"^({'×'.join(map(plain, sizes))})" if sizes else "")
        case Unknown(mark=mark):
            return "?" if mark == "?" else "…"
    return "?"


def _operator(tree: Extremum | Expectation | Series | Over | Integral | Limit) -> str:
    """What is taken over a variable, an index or a random name."""
    match tree:
        case Extremum(kind=kind, variables=variables, body=body):
            return f"{kind}_{','.join(map(plain, variables))} {_factor(body)}"
        case Expectation(kind=kind, body=body, given=given):
            return f"{kind}[{plain(body)}{f' | {plain(given)}' if given is not None else ''}]"
        case Series(kind=kind, index=index, low=low, high=high, body=body):
            return f"{_MARKS[kind]}_({plain(index)}={plain(low)}..{plain(high)}) {_factor(body)}"
        case Integral(variable=variable, low=low, high=high, body=body):
            return f"∫_({plain(low)}..{plain(high)}) {_factor(body)} d{plain(variable)}"
        case Limit(variable=variable, to=to, side=side, body=body):
            goal = ("-∞" if side == "-" else "∞") if to is None else plain(to) + side
            return f"lim_({plain(variable)}→{goal}) {_factor(body)}"
        case Over(kind=kind, index=index, within=within, body=body):
            return f"{_MARKS[kind]}_{plain(index)}{f'∈{plain(within)}' if within is not None else ''} {_factor(body)}"


def _sum(terms: tuple[tuple[str, Tree], ...]) -> str:
    text = ""
    for sign, term in terms:
        part = f"({plain(term)})" if isinstance(term, Sum) else plain(term)
        text += (f" {sign} " if text else "-" if sign == "-" else "") + part
    return text


def _product(factors: tuple[tuple[str, Tree], ...]) -> str:
    text = ""
    for i, (sign, factor) in enumerate(factors):
        part = f"({plain(factor)})" if isinstance(factor, Sum) else plain(factor)
        if i == 0:
            text = part
        elif sign == "":
            joined = isinstance(factor, Bracket) and isinstance(factors[i - 1][1], (Name, Bracket, Power, Num))
            tight = isinstance(factors[i - 1][1], Num) and not isinstance(factor, (Num, Derivative, Frac))
            text += part if joined or tight else f" {part}"
        else:
            text += {"*": "·", "×": "×", "/": "/", "⊙": " ⊙ ", "∘": " ∘ ", "⊗": "⊗"}[sign] + part
    return text


def _derivative(tree: Derivative) -> str:
    d = "∂" if tree.kind == "partial" else "d"
    order = sum(n for _, n in tree.by)
    power = "" if order == 1 else f"^{order}"
    below = " ".join(d + _tight(v) + (f"^{n}" if n > 1 else "") for v, n in tree.by)
    if isinstance(tree.of, Name):
        text = f"{d}{power}{plain(tree.of)}/{below}"
    else:
        text = f"{d}{power}/{below} {_tight(tree.of)}" if power == "" else f"{d}{power}/({below}) {_tight(tree.of)}"
    return f"({text})_{','.join(map(plain, tree.held))}" if tree.held else text


def _tight(tree: Tree) -> str:
    """With brackets unless it is one thing."""
    text = plain(tree)
    return text if isinstance(tree, (Num, Name, Bracket, Call, Root, Indicator, Norm, Filled)) else f"({text})"


def _factor(tree: Tree) -> str:
    return f"({plain(tree)})" if isinstance(tree, (Sum, Frac, Product)) else plain(tree)
