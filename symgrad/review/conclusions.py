"""Conditions and what arrows conclude from them: `x^2 = 4 ⇒ x = 2`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise

from symgrad.graph.table import OPAQUE
from symgrad.notation.meaning import Inapplicable, Meaning, Unresolved
from symgrad.notation.readings import Reading
from symgrad.notation.scope import names_in
from symgrad.notation.syntax import Derivative, Name, Prime, Tree, Unread
from symgrad.proof import Verdict, decimals, judge_conclusion, judge_rounding, judge_under
from symgrad.review.chains import judged, step_of
from symgrad.review.demands import SETTING, SINCE, gives_a_value, is_demanded, may_be_demanded
from symgrad.review.forms import chain_variable, is_number, is_zero
from symgrad.review.ground import Ground
from symgrad.review.lines import CONCLUDING, Line, Supposed
from symgrad.review.members import AGAINST
from symgrad.review.report import StatementReport, Step
from symgrad.review.taken import stands_for
from symgrad.review.values import known_values, put_in
from symgrad.review.within import within

Equation = tuple[int, int]  # its two sides as nodes
LAW = re.compile(
    r"\b(?:equations? of motion|differential equation|Bewegungsgleichung|Differentialgleichung)", re.IGNORECASE
)


def demands(ground: Ground, line: Line, step: Step, chosen: list[Reading | None], joins: bool) -> bool:
    """Whether the last sign, which is no identity, is a condition on its unknowns. joins: it goes with one before."""
    if step.kind == "proved" or step.relation != "=" or step.index != len(line.trees) - 2:
        return False
    left, right = chosen[-2], chosen[-1]
    if left is None or right is None or step.verdict.kind not in ("refuted", "undecided"):
        return False
    unknowns = unknowns_of(ground, left.node, right.node)
    valued = unknowns & set(known_values(ground, line))
    if not unknowns:
        return False
    if (joins or is_demanded(line)) and (not valued or SETTING.search(line.statement.words)):
        return True
    law = len(line.trees) == 2 and LAW.search(f"{ground.title} {line.statement.words}")
    if law and _moves(ground, left.node, right.node):
        return True
    if len(line.trees) > 2 and is_zero(line.trees[-1]) and not valued:
        return True
    unknowns |= _beside(ground, line, unknowns)
    return _concluded(ground, line) in unknowns or _leads_on(ground, line, unknowns)


def _beside(ground: Ground, line: Line, unknowns: set[str]) -> set[str]:
    """The names in the equations that stand between a line and the arrow behind it, and share unknowns with it."""
    found: set[str] = set()
    behind = chain_behind(ground, line)
    stop = ground.lines.index(behind[0]) if behind else 0
    for other in ground.lines[ground.lines.index(line) + 1 : stop]:
        if not other.names.isdisjoint(unknowns | found):
            found |= other.names
    return found


def _moves(ground: Ground, *nodes: int) -> bool:
    """Whether a derivative of an unknown function stands below some nodes."""
    graph = ground.graph
    cells = [graph.cells[id] for id in graph.cone(nodes)]
    return any(cell[0] == OPAQUE and graph.opaques[cell[1]].slots for cell in cells)


def unknowns_of(ground: Ground, *nodes: int) -> set[str]:
    """The inputs and the unknown functions below some nodes, by name."""
    graph = ground.graph
    cells = [graph.cells[id] for id in graph.cone(nodes)]
    functions = {graph.opaques[cell[1]].name for cell in cells if cell[0] == OPAQUE}
    return functions | {str(graph.label(id)) for id in graph.free(*nodes)}


def chain_behind(ground: Ground, line: Line) -> list[Line]:
    """The lines that arrows lead to from a line (what stands beside it before the arrow is a premise, too)."""
    lines = ground.lines
    i = lines.index(line) + 1
    while i < len(lines) and not lines[i].statement.arrow:
        beside = lines[i].statement.row == line.statement.row and lines[i].kind in ("claim", "condition")
        if lines[i].kind != "declaration" and not beside:
            break
        i += 1
    found = []
    while i < len(lines) and lines[i].statement.arrow in CONCLUDING:
        found.append(lines[i])
        i += 1
    return found


def _next(ground: Ground, line: Line) -> Line | None:
    """The line behind a line, in its paragraph."""
    i = ground.lines.index(line) + 1
    following = ground.lines[i] if i < len(ground.lines) else None
    near = following is not None and following.statement.paragraph == line.statement.paragraph
    return following if near else None


def _leads_on(ground: Ground, line: Line, unknowns: set[str]) -> bool:
    """Whether the arrows behind a line lead to something about its unknowns: an equation with a number, or,
    from a line without derivatives, anything."""
    behind = chain_behind(ground, line)
    if not behind:
        return False
    last = behind[-1]
    solved = len(last.trees) == 2 and is_number(last.trees[1]) and not _differentiates(last)
    if solved and isinstance(last.trees[0], Tree) and unknowns & names_in(last.trees[0]):
        return True
    return not _differentiates(line) and bool(unknowns & behind[0].names)


def _concluded(ground: Ground, line: Line) -> str:
    """The name for which the arrows behind a line end in a value; '' for none."""
    match [line.trees for line in chain_behind(ground, line)]:
        case [*_, [Name(name=name), value]] if is_number(value):
            return name
    return ""


def gives_value(ground: Ground, line: Line) -> bool:
    """Whether an arrow, or words behind a condition, lead from a line to a value. The line is no identity, though it
    may hold at known values."""
    behind = chain_behind(ground, line)
    leads = may_be_demanded(line) or SINCE.search(line.statement.words)
    said = _next(ground, line) if leads and not behind else None
    if not (behind and behind[0].kind == "value") and not (said is not None and gives_a_value(said)):
        return False
    sides = equation(ground, line)
    return sides is not None and not ground.judge(*sides).holds


def solution(ground: Ground, line: Line, conditions: Sequence[Equation]) -> Verdict | None:
    """The verdict on what is given for a solution of some conditions, of which there may be others.

    None where they have unknowns of which it does not speak. A decimal stands for what rounds to it.
    """
    name, value = line.trees
    formula = equation(ground, line)
    if not isinstance(name, Name) or not isinstance(value, Tree) or formula is None:
        return None
    graph, verdict = ground.graph, None
    values = {**(known_values(ground, line) if is_number(value) else {}), name.name: value}
    spoken = values.keys() | {str(graph.label(id)) for id in graph.free(formula[1])}
    for condition in conditions:
        if not unknowns_of(ground, *condition) <= spoken:
            continue
        (left, right), note = put_in(ground, values, *condition)
        gap = (graph.node(left) - graph.node(right)).id
        rough = decimals(graph, gap) if is_number(value) else []
        verdict = judge_rounding(graph, graph.number(0).id, gap) if rough else ground.judge(left, right)
        if verdict.kind == "refuted":
            there = "" if rough else f": {verdict.message}"
            return replace(verdict, message=f"the condition does not hold there{there}").noting(note)
    return verdict


def of_solution(ground: Ground, line: Line, conditions: Sequence[Equation], demands: list[Supposed]) -> Verdict | None:
    """The verdict on a line about what has the name of a solution, read as one about the unknown itself."""
    if demands:
        with ground.where(demands):
            steps = judged(ground, line).steps
        return steps[-1].verdict if len(steps) == 1 else None
    if len(line.trees) != 2 or not conditions:
        return None
    if isinstance(line.trees[0], Name):
        return solution(ground, line, conditions)
    found = equation(ground, line)
    return None if found is None else judge_conclusion(ground.graph, conditions[-1], found, ground.assume)


def is_alternative(ground: Ground, line: Line) -> bool:
    """Whether a value is one of several that are given side by side: `x = 2 or x = -2`."""
    i = ground.lines.index(line)
    around = ground.lines[max(0, i - 1) : i + 2]
    beside = [x for x in around if x.kind == "value" and x.statement.paragraph == line.statement.paragraph]
    return any(first.names == second.names for first, second in pairwise(beside))


def equation(ground: Ground, line: Line) -> Equation | None:
    """The two sides of a line's last sign as nodes."""
    a, b = line.trees[-2:]
    with suppress(Unresolved, Unread, Inapplicable):
        if isinstance(a, Tree) and isinstance(b, Tree):
            meaning = Meaning(ground.scope, {}, chain_variable(line.trees, ground.scope))
            return meaning.node(a).id, meaning.node(b).id
    return None


def conclude(
    ground: Ground, line: Line, statement: StatementReport, premise: Equation, earlier: Sequence[Equation] = ()
) -> Equation | None:
    """`A = B ⇒ C = D`: every solution of the condition must satisfy the conclusion.

    earlier: the conditions from which arrows led to this one, or that stand before it; what follows from one of them,
    or from all together, is not wrong.
    Returns the premise of the next arrow, if the conclusion can be one: each arrow claims no more than that it
    leads on, whatever became of those before it.
    """
    found = equation(ground, line)
    relation = line.statement.relations[-1].value
    if len(line.trees) == 2 and relation == "≈" and isinstance(line.trees[0], Name) and is_number(line.trees[1]):
        near = solution(ground, line, [premise, *earlier])
        if near is not None:
            statement.kind = "claim"
            statement.steps = [step_of(line, 0, line.statement.member_span(1), near)]
            return found
    if len(line.trees) > 2 and all(token.value == "=" for token in line.statement.relations):
        return _conclude_chain(ground, line, statement, premise, earlier)
    if len(line.trees) != 2 or relation != "=" or found is None:
        premised = Verdict("undecided", message="what follows from a condition is judged for equations only")
        _claimed_under(ground, line, statement, premised)
        return None

    def judged(put: Mapping[int, int], back: bool = False) -> Verdict:
        sides = (*found, *premise) if back else (*premise, *found)
        a, b, c, d = (ground.graph.substitute(id, put) for id in sides)
        if put and not ground.graph.free(a, b):
            return _where_it_holds(ground.judge(a, b), ground.judge(c, d))
        return judge_conclusion(ground.graph, (a, b), (c, d), ground.assume)

    verdict = within(ground, (*premise, *found), judged)
    if line.statement.arrow == "⇔" and verdict.holds:
        back = within(ground, (*premise, *found), lambda put: judged(put, back=True))
        verdict = verdict if back.holds else back
    if not verdict.holds and (earlier or ground.premises):
        others = [judge_conclusion(ground.graph, other, found, ground.assume) for other in earlier]
        stated = [premise, *earlier, *(one.sides for one in ground.premises)]
        together = judge_under(ground.graph, stated, *found, ground.assume)
        listed = (verdict, *others, *((together,) if together.holds else ()))
        verdict = min(listed, key=lambda other: AGAINST[other.kind])
        told = {x for sides in stated for x in ground.graph.free(*sides)}
        if together.kind == "refuted" and told.issuperset(ground.graph.free(*found)):
            verdict = together.noting("where all conditions hold")
    if not verdict.holds and (given := _vanished(ground, line, premise, found)):
        sides, note = put_in(ground, given, *premise, *found)
        there = judge_conclusion(ground.graph, (sides[0], sides[1]), (sides[2], sides[3]), ground.assume)
        verdict = there.noting(note) if there.holds else verdict
    if verdict.kind == "undecided" and (taken := stands_for(ground, premise, found)) is not None:
        verdict = taken
    tree, value = line.trees
    if verdict.kind == "undecided" and not isinstance(tree, Name):
        _claimed_under(ground, line, statement, verdict)
        return found
    statement.kind = "claim"
    statement.steps = [step_of(line, 0, line.statement.member_span(1), verdict)]
    if isinstance(tree, Name) and isinstance(value, Tree) and is_number(value) and not ground.scope.knows(tree.name):
        ground.values[tree.name] = value
    return found


def _conclude_chain(
    ground: Ground, line: Line, statement: StatementReport, premise: Equation, earlier: Sequence[Equation]
) -> Equation | None:
    """`⇒ x = y = 2`: each of the equations follows."""
    found, steps = None, []
    for k, pair in enumerate(pairwise(line.trees)):
        part = replace(line, trees=[*pair], kinds=[line.kinds[k]])
        here = StatementReport(statement.span, statement.kind)
        found = conclude(ground, part, here, premise, earlier)
        steps += [step_of(line, k, line.statement.member_span(k + 1), step.verdict) for step in here.steps]
    statement.kind, statement.steps = "claim", steps
    return found


def _vanished(ground: Ground, line: Line, premise: Equation, found: Equation) -> dict[str, Tree]:
    """The values of the inputs that stand in a condition and not in what is concluded from it."""
    graph, values = ground.graph, known_values(ground, line)
    names = [str(graph.label(id)) for id in {*graph.free(*premise)} - {*graph.free(*found)}]
    return {name: values[name] for name in sorted(names) if name in values}


def _where_it_holds(premise: Verdict, conclusion: Verdict) -> Verdict:
    """The verdict on a conclusion from a premise without unknowns: nothing is claimed where that does not hold."""
    if premise.holds or conclusion.holds:
        return conclusion
    if premise.kind == "refuted":
        return Verdict("proved", premise.by, notes=("the premise does not hold here",))
    return Verdict("undecided", message="whether the premise holds was not found out")


def _claimed_under(ground: Ground, line: Line, statement: StatementReport, otherwise: Verdict) -> None:
    """A conclusion that may hold at the values of its premise, or for all values; else it is open."""
    steps = judged(ground, line).steps
    for step in steps:
        if not step.verdict.holds and step.kind != "unread":
            step.verdict = otherwise
    statement.kind, statement.steps = "claim", steps


def _differentiates(line: Line) -> bool:
    """Whether a derivative or a prime stands in a line."""
    return any(isinstance(p, (Derivative, Prime)) or (isinstance(p, Name) and bool(p.primes)) for p in line.parts)
