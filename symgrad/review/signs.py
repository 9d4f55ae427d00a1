"""The verdict on one relation sign of a chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symgrad.graph import rational
from symgrad.notation.meaning import BY_GRUNTZ, PARTIAL, Inapplicable, Meaning, Unresolved
from symgrad.notation.readings import Reading
from symgrad.notation.scope import names_in
from symgrad.notation.syntax import Bracket, Derivative, Extremum, Name, Num, Power, Sum, Tree, Unread, walk
from symgrad.notation.writer import write, written_name
from symgrad.proof import Verdict, decimals, judge_extremum
from symgrad.review.comparison import equality, inequality, magnitude, rounding
from symgrad.review.differences import unsaid
from symgrad.review.differentials import unrelated
from symgrad.review.forms import head_of, is_number
from symgrad.review.ground import Ground
from symgrad.review.lines import Line
from symgrad.review.members import Member
from symgrad.review.shapes import shape_claim
from symgrad.review.taken import with_taken
from symgrad.review.two_uses import two_uses
from symgrad.review.values import behind, put_in, quantities
from symgrad.review.vanishing import said_to_vanish


def exact(ground: Ground, chosen: Sequence[Reading | None]) -> int | None:
    """The exact value of the chain: its first member without decimals."""
    for reading in chosen:
        if reading is not None and not decimals(ground.graph, reading.node):
            return reading.node
    return None


def verdict_on(
    ground: Ground,
    line: Line,
    members: list[Member],
    chosen: Sequence[Reading | None],
    k: int,
    values: dict[str, Tree],
) -> Verdict:
    """The verdict on a claim's sign number k, under one choice of readings."""
    nodes = [reading.node for reading in (chosen[k], chosen[k + 1]) if reading is not None]
    with ground.assuming(ground.about_members(*nodes)):
        for i, other in ((k, k + 1), (k + 1, k)):
            tree, sign = _extremum_in(line.trees[i])
            if tree is not None and _extremum_in(line.trees[other])[0] is None and _equates(line, k):
                return _extremum(ground, tree, sign, members[other], chosen[other], values)
        for i, other in ((k, k + 1), (k + 1, k)):
            said = members[i].trouble
            if members[i].infinite and chosen[other] is not None and said is not None and _equates(line, k, "≈"):
                return Verdict("refuted", "limit", f"{said.message}, and no number", notes=(BY_GRUNTZ,))
        defines = isinstance(line.trees[k + 1], Unread) and head_of(line.trees[k]) is not None
        for i in (k + 1, k) if defines else (k, k + 1):
            trouble = members[i].trouble
            if trouble is not None:
                return trouble
        return _of_values(ground, line, chosen, k, values)


def _equates(line: Line, k: int, *others: str) -> bool:
    return line.statement.relations[k].value in ("=", ":=", *others)


def _of_values(
    ground: Ground, line: Line, chosen: Sequence[Reading | None], k: int, values: dict[str, Tree]
) -> Verdict:
    relation = line.statement.relations[k].value
    left, right = chosen[k], chosen[k + 1]
    assert left is not None and right is not None
    reference = exact(ground, chosen)
    if _sets_a_name(ground, line, k, left.node, values) and not ground.judge(left.node, right.node).holds:
        return Verdict("undecided", message="no values are given at which this could be held against its formula")
    if relation == "=" and (shapes := shape_claim(line.trees[k], line.trees[k + 1])) is not None:
        return shapes
    if relation == "≈" and _is_power_of_ten(line.trees[k + 1]):
        return magnitude(ground, left.node, right.node, values).noting(*left.notes)
    if relation in ("=", ":=") or (relation == "≈" and not decimals(ground.graph, right.node)):
        verdict = _equal(ground, line, k, (left.node, right.node), reference, values)
        if relation == "≈" and verdict.kind == "refuted":
            far = None if verdict.at else magnitude(ground, left.node, right.node, values)
            senseless = Verdict("undecided", message="an approximation without a stated sense")
            verdict = far if far is not None and far.kind == "refuted" else senseless
    elif relation == "≈":
        verdict = rounding(ground, reference if reference is not None else left.node, right.node, values)
    else:
        verdict = inequality(ground, left.node, right.node, relation, values)
    notes = (*left.notes, *right.notes)
    if verdict.kind != "refuted" and (PARTIAL in left.notes) != (PARTIAL in right.notes):
        verdict = Verdict("undecided", message=PARTIAL)
    jumps = dict.fromkeys(edge for edge in (*left.jumps, *right.jumps) if not ground.excludes(edge))
    if jumps and verdict.holds:
        edges = (
            "except where cases meet or an indicator jumps, as it does here"
            if rational(ground.graph, edge) == 0
            else f"except where {write(ground.graph, edge)} = 0"
            for edge in jumps
        )
        verdict = replace(verdict, kind="agrees").noting(*edges)
    return with_taken(ground, line, k, (left.node, right.node), verdict.noting(*notes))


def _equal(
    ground: Ground, line: Line, k: int, sides: tuple[int, int], reference: int | None, values: dict[str, Tree]
) -> Verdict:
    """Whether the sides are equal, with what the line and the words behind it say of their names."""
    left, right = sides
    last = k + 2 == len(line.trees)
    verdict = equality(ground, left, right, values, reference, last)
    if not verdict.holds and (clause := behind(ground, line)):
        (a, b, true), note = put_in(ground, clause, left, right, left if reference is None else reference)
        verdict = equality(ground, a, b, values, None if reference is None else true, last).noting(note)
    if verdict.kind == "undecided" and (vanishing := said_to_vanish(ground, line, k, left, values)) is not None:
        verdict = vanishing
    if verdict.kind != "refuted":
        return verdict
    excuses = (
        _supply(ground, line, k, left, right, values),
        two_uses(ground, line, k, values),
        unsaid(ground, left, right),
        unrelated(ground, left, right),
        _undefined(ground, line, k),
    )
    return next((excuse for excuse in excuses if excuse is not None), verdict)


def _extremum(
    ground: Ground, tree: Extremum, sign: int, member: Member, stated: Reading | None, values: dict[str, Tree]
) -> Verdict:
    """`max_z f = c`, `arg max_z f = c`; sign: -1 for `-max_z f = c`."""
    if member.trouble is not None:
        return member.trouble
    if stated is None:
        return Verdict("undecided", message="the other side has no meaning")
    names = [v for v in tree.variables if isinstance(v, Name)]
    if len(names) != len(tree.variables):
        return Verdict("undecided", message="an extremum is taken over names")
    meaning = Meaning(ground.scope, {}, names[0].name if len(names) == 1 else None)
    try:
        body = meaning.node(tree.body).id
        variables = [meaning.node(v).id for v in names]
        if not set(variables) <= set(ground.graph.free(body)):
            raise Unresolved("what the extremum is taken of does not hold the variable")
        hints = [Meaning(ground.scope).node(values[v.name]).id for v in names if v.name in values]
    except Unread as unread:
        return Verdict("unread", message=unread.reason)
    except (Unresolved, Inapplicable) as error:
        return Verdict("undecided", message=str(error))
    bound = stated.node if sign > 0 else (-ground.graph.node(stated.node)).id
    verdict = judge_extremum(ground.graph, tree.kind, body, variables, bound, ground.assume, hints)
    return verdict.noting(*meaning.notes)


def _sets_a_name(ground: Ground, line: Line, k: int, node: int, values: dict[str, Tree]) -> bool:
    """`y = 4`, `f(x) = 4` of inputs without values: perhaps a demand, and no statement about all of them."""
    tree, right = line.trees[k], line.trees[k + 1]
    if (
        k
        or line.statement.relations[k].value != "="
        or (head := head_of(tree)) is None
        or "'" in head[0]
        or not is_number(right, ground.scope)
    ):
        return False
    free = quantities(ground, node)
    return bool(free) and not any(str(ground.graph.label(id)) in values for id in free)


def _undefined(ground: Ground, line: Line, k: int) -> Verdict | None:
    """`C_p - C_V = T (dp/dT)_V ...`: names that stand nowhere else beside derivatives with something held fixed."""
    trees = line.trees[k : k + 2]
    for tree, other in (trees, reversed(trees)):
        if not isinstance(tree, Tree) or not isinstance(other, Tree):
            continue
        if not any(isinstance(part, Derivative) and part.held for part in walk(other)):
            continue
        elsewhere = names_in(other).union(*(each.names for each in ground.lines if each is not line))
        names = names_in(tree) - elsewhere
        new = sorted(name for name in names if not ground.scope.knows(name))
        if new and names == names_in(tree):
            return Verdict("undecided", message=f"what these are is not given: {', '.join(map(written_name, new))}")
    return None


def _supply(ground: Ground, line: Line, k: int, a: int, b: int, values: dict[str, Tree]) -> Verdict | None:
    """`x + y = -2 + 5`, `... = z = -4`: numbers that stand where the names stood give the names their values."""
    supplied = _leafwise(line.trees[k], line.trees[k + 1])
    if not supplied or (k == 0 and len(supplied) == 1):
        return None
    if any(ground.scope.knows(name) or name in values for name in supplied):
        return None
    found = equality(ground, a, b, {**values, **supplied}, None, False)
    if not found.holds:
        return None
    ground.supplied.update(supplied)
    return found.noting("the line itself supplies these values")


def _leafwise(left: Tree | Unread, right: Tree | Unread) -> dict[str, Tree] | None:
    """The numbers of the right side for the names of the left one, where both are built alike, else None."""
    if isinstance(left, Name) and not left.primes and not left.dots and is_number(right):
        assert isinstance(right, Tree)
        return {left.name: right}
    if isinstance(left, Sum) and isinstance(right, Sum) and len(left.terms) == len(right.terms):
        found: dict[str, Tree] = {}
        for (sign, a), (other, b) in zip(left.terms, right.terms, strict=True):
            signed = b if sign == other else Sum(b.start, b.end, (("-", b),))
            part = _leafwise(a, signed)
            if part is None or any(name in found for name in part):
                return None
            found |= part
        return found
    return None


def _extremum_in(tree: Tree | Unread) -> tuple[Extremum | None, int]:
    """The extremum that a member is, and its sign."""
    if isinstance(tree, Bracket) and len(tree.parts) == 1:
        return _extremum_in(tree.parts[0])
    if isinstance(tree, Sum) and len(tree.terms) == 1:
        inner, sign = _extremum_in(tree.terms[0][1])
        return inner, sign if tree.terms[0][0] == "+" else -sign
    return (tree, 1) if isinstance(tree, Extremum) else (None, 1)


def _is_power_of_ten(tree: Tree | Unread) -> bool:
    return isinstance(tree, Power) and isinstance(tree.base, Num) and tree.base.text == "10"
