"""Derivatives that are written as marks of a name: `f^{(3)}(x)` and `u_{xx}` of a known f and u."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from symgrad.notation.rewrite import rewritten
from symgrad.notation.scope import applications, names_in
from symgrad.notation.syntax import Derivative, Name, Tree
from symgrad.review.forms import head_of
from symgrad.review.lines import Line

HIGHEST = 12


@dataclass
class Marked:
    """What a section's names with formulas depend on, and which functions stand there with primes."""

    lower: dict[str, set[str]] = field(default_factory=dict)  # name with a formula -> the names in it
    params: dict[str, tuple[str, ...]] = field(default_factory=dict)
    primed: set[str] = field(default_factory=set)
    families: set[str] = field(default_factory=set)  # names that stand with subscripts that are no variables

    def meant(self, name: Name) -> Tree:
        """The derivative that a marked name stands for, else the name."""
        return self._order(name) or self._subscripts(name) or name

    def _order(self, name: Name) -> Tree | None:
        """`f^{(3)}`, if f is a function whose formula does not hold numbered ones, or that is primed elsewhere."""
        head, _, mark = name.name.partition("__")
        if not mark.isdigit() or not 0 < int(mark) <= HIGHEST or name.primes:
            return None
        known = head in self.params and not any(each.startswith(f"{head}__") for each in self.lower[head])
        if not known and not (head in self.primed and head not in self.lower):
            return None
        return replace(name, name=head, primes=int(mark))

    def _subscripts(self, name: Name) -> Tree | None:
        """`u_{xy}`, if u has a formula in x and y and no member with another subscript."""
        head, _, letters = name.name.partition("_")
        if name.primes or name.dots or head in self.families or head not in self.lower:
            return None
        variables = self.variables(head, letters)
        if not variables or name.name in self.lower[head]:
            return None
        of = Name(name.start, name.end, head)
        by = tuple((Name(name.start, name.end, each), len(list(run))) for each, run in groupby(variables))
        return Derivative(name.start, name.end, "partial", of, tuple(reversed(by)))

    def variables(self, head: str, letters: str) -> tuple[str, ...]:
        """The variables that a subscript names, if it names nothing else."""
        below = self.reached(head)
        if letters in below:
            return (letters,)
        return tuple(letters) if letters and set(letters) <= below and len(letters) <= HIGHEST else ()

    def reached(self, name: str) -> set[str]:
        """Every name below a name."""
        seen: set[str] = set()
        stack = [name]
        while stack:
            for lower in self.lower.get(stack.pop(), ()):
                if lower not in seen:
                    seen.add(lower)
                    stack.append(lower)
        return seen


def marked_derivatives(lines: Sequence[Line], seen: Sequence[Marked]) -> Marked:
    """What the marks of a section mean. seen: what is known from the sections that it sees."""
    found, lower, params = Marked(), dict[str, set[str]](), dict[str, tuple[str, ...]]()
    for other in seen:
        lower |= other.lower
        params |= other.params
        found.primed |= other.primed
        found.families |= other.families
    for line in lines:
        head = head_of(line.trees[0])
        if head is not None and len(line.trees) > 1 and isinstance(line.trees[1], Tree):
            name, own = head
            found.lower.setdefault(name, names_in(line.trees[1]))
            if own is not None:
                found.params.setdefault(name, own)
        found.primed |= {function.name for function, _ in applications(line.parts) if function.primes}
    found.lower, found.params = lower | found.lower, params | found.params
    for name in {name for line in lines for name in line.names if "__" not in name}:
        head_name, mark, sub = name.partition("_")
        if mark and not found.variables(head_name, sub):
            found.families.add(head_name)
    return found


def with_derivatives(tree: Tree, marked: Marked) -> Tree:
    """The tree with the marks of known names read as derivatives."""
    return rewritten(tree, lambda part: marked.meant(part) if isinstance(part, Name) else part)
