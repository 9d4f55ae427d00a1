"""Atoms that are taken of forms: reciprocals, exponentials, logarithms, roots and other functions of numbers."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Hashable, Sequence
from fractions import Fraction
from typing import Any

from symgrad.proof.index_forms import Form, Forms
from symgrad.proof.index_patterns import SLOTS
from symgrad.proof.index_sums import DELTA, ONE, Beyond, Index, Indices, Product, factor, scaled, times

MOST_SLOTS = 3  # indices of an atom
WHOLE = 4  # the largest power of an exponential that stands as a product


class Functions(Forms):
    """Functions of forms, each with what it says for every size.

    off_steps: whether the places where a step jumps do not count. exponentials: whether a sigmoid is written by one;
    as an atom of its own it makes shorter sums.
    """

    def __init__(
        self, indices: Indices, symmetric: Collection[str] = (), *, off_steps: bool = False, exponentials: bool = True
    ) -> None:
        super().__init__(indices, symmetric)
        self.off_steps, self.exponentials = off_steps, exponentials

    def applied(self, op: Hashable, forms: Sequence[Form], at: Sequence[Index]) -> list[Product]:
        """A function of forms at indices."""
        match op:
            case "exp":
                return self._exp(forms[0], at)
            case "log":
                return self._log(forms[0], at)
            case "sqrt":
                return self._sqrt(forms[0], at)
            case "sigmoid" if self.exponentials:
                return self._sigmoid(forms[0], at)
            case "softplus":
                return self._log(self.form([*ONE, *self._exp(forms[0], SLOTS)]), at)
            case "swish":
                return times(self.spread(forms[0], at), self._sigmoid(forms[0], at))
            case "pow" if forms[0]:
                return self._power_of(forms[0], forms[1], at)
            case "step" | "sign" | "abs" if forms[0]:
                return self._bent(op, forms[0], at)
            case "case":
                condition, yes, no = forms
                if _is_total(yes) and _is_total(no):
                    step = self.applied("step", [condition], at)
                    more = [*self.spread(yes, at), *scaled(self.spread(no, at), -1)]
                    return [*self.spread(no, at), *times(step, more)]
        return self._atom(("function", op), forms, at)

    def over(self, form: Form, at: Sequence[Index]) -> list[Product]:
        """The reciprocal of a form at indices, product by product where it is one."""
        if not form:
            raise Beyond
        key, first = form[0]
        if len(form) > 1 or any(head[0] == "bound" for head, _ in key):
            return scaled(self._atom(("over",), [self._divided(form, first)], at), 1 / first)
        found = scaled(ONE, 1 / first)
        for head, spot in key:
            there = _placed(spot, at)
            if head == DELTA:
                raise Beyond
            if head[0] == "over":
                found = times(found, self.spread(head[1], there))
            elif head[:2] == ("function", "sqrt"):
                found = times(times(found, factor(head, *there)), self.over(head[2], there))
            else:
                own = (x if x is None else SLOTS[n] for n, x in enumerate(spot))
                alone = self.form(factor(head, *own))
                found = times(found, self._atom(("over",), [alone], there))
        return found

    def _exp(self, form: Form, at: Sequence[Index]) -> list[Product]:
        """Of a sum the product of exponentials, each of a product with a positive coefficient."""
        found = ONE
        for key, c in form:
            times_it, inner = (abs(int(c)), Fraction(1)) if c.denominator == 1 and abs(c) <= WHOLE else (1, abs(c))
            power = self.known([(key, inner)])
            for _ in range(times_it):
                if c > 0:
                    found = times(found, self._atom(("function", "exp"), [power], at))
                else:
                    found = times(found, self.over(self.form(self._atom(("function", "exp"), [power], SLOTS)), at))
        return found

    def _power_of(self, base: Form, exponent: Form, at: Sequence[Index]) -> list[Product]:
        """By the part of an exponent that is no number: x^(k - 1) is x^k / x."""
        more = dict(exponent).get((), Fraction(0))
        if more.denominator != 1 or abs(more) > WHOLE:
            more = Fraction(0)
        open_ = self.known((key, c) for key, c in exponent if key or not more)
        found = self._atom(("function", "pow"), [base, open_], at)
        for _ in range(abs(int(more))):
            found = times(found, self.spread(base, at) if more > 0 else self.over(base, at))
        return found

    def _sigmoid(self, form: Form, at: Sequence[Index]) -> list[Product]:
        """By the exponential of what has a positive coefficient in front: 1 - 1/(1 + e^z), of -z its counterpart."""
        turned = len(form) > 0 and form[0][1] < 0
        power = self._exp(self._divided(form, Fraction(-1)) if turned else form, SLOTS)
        below = self.over(self.form([*ONE, *power]), at)
        return below if turned else [*ONE, *scaled(below, -1)]

    def _bent(self, op: Hashable, form: Form, at: Sequence[Index]) -> list[Product]:
        """A function with a kink at 0, of what has the coefficient 1 in front."""
        c = form[0][1]
        if op == "step" and c > 0:
            return self._atom(("function", op), [self._divided(form, c)], at)
        if op == "step" and self.off_steps:
            return [*ONE, *scaled(self._bent(op, self._divided(form, Fraction(-1)), at), -1)]
        if op == "step":
            return self._atom(("function", op), [self._divided(form, -c)], at)
        if op == "sign" and self.off_steps:
            return [*scaled(self._bent("step", form, at), 2), *scaled(ONE, -1)]
        before = abs(c) if op == "abs" else Fraction(1 if c > 0 else -1)
        return scaled(self._atom(("function", op), [self._divided(form, c)], at), before)

    def _log(self, form: Form, at: Sequence[Index]) -> list[Product]:
        """Of a product the sum of the logarithms, as far as its factors are positive."""
        if len(form) != 1 or any(head[0] == "bound" for head, _ in form[0][0]):
            return self._atom(("function", "log"), [form], at)
        (key, c), found, kept = form[0], list[Product](), list[Any]()
        for head, spot in key:
            there = _placed(spot, at)
            if head[:2] == ("function", "exp"):
                found += self.spread(head[2], there)
            elif head[0] == "over" and _is_positive(head[1]):
                found += scaled(self._log(head[1], there), -1)
            else:
                kept.append((head, spot))
        if kept or c != 1:
            found += self._atom(("function", "log"), [self.known([(tuple(kept), c)])], at)
        return found

    def _sqrt(self, form: Form, at: Sequence[Index]) -> list[Product]:
        """The root, without a factor that is the square of a number."""
        c = form[0][1] if form else Fraction(0)
        top, bottom = math.isqrt(max(c.numerator, 0)), math.isqrt(c.denominator)
        if c > 0 and Fraction(top**2, bottom**2) == c:
            if len(form) == 1 and not form[0][0]:
                return scaled(ONE, Fraction(top, bottom))
            return scaled(self._atom(("function", "sqrt"), [self._divided(form, c)], at), Fraction(top, bottom))
        return self._atom(("function", "sqrt"), [form], at)

    def _divided(self, form: Form, c: Fraction) -> Form:
        return self.known((key, x / c) for key, x in form)

    def _atom(self, head: tuple[Any, ...], forms: Sequence[Form], at: Sequence[Index]) -> list[Product]:
        """An atom at the indices that count in its forms, these in an order of their own."""
        stands = sorted({x for form in forms for key, _ in form for _, spot in key for x in spot if isinstance(x, str)})
        there = dict(zip(stands, _placed(stands, at), strict=True))
        if len(there) > MOST_SLOTS:
            raise Beyond
        choices: list[tuple[tuple[Form, ...], tuple[Index, ...]]] = []
        for order in itertools.permutations(there):
            names = dict(zip(order, SLOTS, strict=False))
            same = all(old == new for old, new in names.items())
            renamed = forms if same else [self.form(self.spread(form, names)) for form in forms]
            choices.append((tuple(renamed), tuple(there[x] for x in order)))
        best, spot = min(choices, key=lambda choice: repr(choice[0]))
        return factor((*head, *best), *spot)


def _placed(spot: Sequence[Index], at: Sequence[Index]) -> tuple[Index, ...]:
    """Where a factor of a form stands when the form is taken at indices."""
    return tuple(at[SLOTS.index(x)] if x in SLOTS else x for x in spot)


def _is_positive(form: Form) -> bool:
    """Whether a form is a sum of products of exponentials."""
    return len(form) > 0 and all(
        c > 0 and all(head[0] == "bound" or head[:2] == ("function", "exp") for head, _ in key) for key, c in form
    )


def _is_total(form: Form) -> bool:
    """Whether a form has a value everywhere."""
    return all(
        head[0] in ("in", "d", "bound", "number") or head[:2] == ("function", "exp")
        for key, _ in form
        for head, _ in key
    )
