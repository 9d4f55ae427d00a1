"""Syntax trees to nodes: what a formula means in its scope."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from symgrad.graph import (
    Node,
    Opaque,
    local,
    tangents,
    total,
    twin,
)
from symgrad.graph.table import CASE, CODE, CONST, INPUT, NAME, ROWS
from symgrad.notation.meaning.conditions import first_case, indicator
from symgrad.notation.meaning.expectations import expectation
from symgrad.notation.meaning.limits import limit
from symgrad.notation.meaning.ranges import placed, series
from symgrad.notation.meaning.setting import LARGEST, Setting
from symgrad.notation.meaning.unresolved import Inapplicable, Unresolved
from symgrad.notation.scope import Function, names_in
from symgrad.notation.syntax import (
    At,
    Bracket,
    Call,
    Cases,
    Derivative,
    Either,
    Expectation,
    Extremum,
    Frac,
    Indicator,
    Limit,
    Name,
    Num,
    Power,
    Prime,
    Product,
    Root,
    Series,
    Sum,
    Tree,
    Unknown,
    Unread,
    walk,
)
from symgrad.notation.tokens import GREEK
from symgrad.notation.writer import write

INVERSE = {"sin": "asin", "cos": "acos", "tan": "atan", "sinh": "asinh", "cosh": "acosh", "tanh": "atanh"}
QUOTIENT = {"cot": ("cos", "sin"), "sec": ("", "cos"), "csc": ("", "sin"), "coth": ("cosh", "sinh")}
VARIABLES = ("x", "t", "z")  # what a prime is taken by where the text does not say, in this order
DIGITS = 2000  # of a number that is written down
NODES = 200_000
EXCEPT = "except where"  # how a note begins that leaves points out
FAMILIAR = frozenset("fghFGH")


class Meaning(Setting):
    """Builds the nodes of trees in one scope, under one reading."""

    # ----- trees -----

    def node(self, tree: Tree) -> Node:
        """The node of a tree. Raises Unresolved, Inapplicable or Unread."""
        if len(self.graph) > NODES:
            raise Unresolved(f"the text makes more than {NODES} operations")
        match tree:
            case Num(text=text):
                if len(text) > DIGITS:
                    raise Unread("a number with too many digits", tree.start, tree.end)
                return self.graph.number(Fraction(text), text if "." in text else "")
            case Name():
                return self.name(tree)
            case Sum(terms=terms):
                return self._sum(terms)
            case Product():
                return self._product(tree)
            case Power(base=base, exponent=exponent):
                return self._power(base, exponent)
            case Bracket(parts=parts):
                if len(parts) > 1:
                    raise Unread("a list is not a number (is a function meant?)", tree.start, tree.end)
                return self.node(parts[0])
            case Frac(top=top, bottom=bottom):
                return self.graph.write("div", self.node(top), self.node(bottom))
            case Root(radicand=radicand, degree=degree):
                if degree is None:
                    return self.graph.write("sqrt", self.node(radicand))
                one = self.graph.number(1)
                return self.graph.write("pow", self.node(radicand), one / self.node(degree))
            case Call():
                return self._call(tree)
            case Prime(body=body, primes=primes):
                return self._primed(body, primes)
            case Derivative():
                return self._derivative(tree)
            case At(body=body, values=values):
                return self._at(body, values)
            case Indicator(condition=condition):
                return indicator(self, condition)
            case Cases(cases=cases):
                return first_case(self, cases)
            case Either(first=first, second=second):
                return self.node(second if self.second else first)
            case Expectation():
                return expectation(self, tree)
            case Series():
                return series(self, tree)
            case Limit():
                return limit(self, tree)
            case Extremum(kind=kind):
                raise Unresolved(f"a {kind} is judged where it stands alone on one side of a sign")
            case Unknown(mark=mark):
                raise Unresolved("a question mark" if mark == "?" else "dots stand for something that is not written")
        raise Unread("this is not read", tree.start, tree.end)

    def _sum(self, terms: tuple[tuple[str, Tree], ...]) -> Node:
        total_ = None
        for sign, tree in terms:
            node = self.node(tree)
            if total_ is None:
                total_ = self.graph.write("neg", node) if sign == "-" else node
            else:
                total_ = self.graph.write("sub" if sign == "-" else "add", total_, node)
        assert total_ is not None
        return total_

    def _power(self, base: Tree, exponent: Tree) -> Node:
        if self._is_euler(base):
            return self.graph.write("exp", self.node(exponent))
        raised = self.node(exponent)
        value = self.graph.value(raised.id)
        if value is not None and abs(value) > LARGEST:
            raise Unresolved("the exponent is too large to work with")
        return self.graph.write("pow", self.node(base), raised)

    def _is_euler(self, tree: Tree) -> bool:
        return (
            isinstance(tree, Name)
            and tree.name == "e"
            and not tree.primes
            and "e" not in self.env
            and not self.scope.knows("e")
        )

    # ----- products and applications -----

    def _product(self, tree: Product) -> Node:
        found: Node | None = None
        factors = self._joined(tree.factors)
        i = 0
        while i < len(factors):
            sign, factor = factors[i]
            following = factors[i + 1][1] if i + 1 < len(factors) and factors[i + 1][0] == "" else None
            applied = self._application(factor, following)
            if applied is not None:
                node, i = applied, i + 1
            elif following is not None and (by := self._operator_d(factor)):
                rest = tuple(factors[i + 1 :])
                first = rest[0][1]
                body: Tree = (
                    first if len(rest) == 1 else Product(first.start, rest[-1][1].end, (("", first), *rest[1:]))
                )
                if any(mark for mark, _ in rest[1:]):
                    raise Unresolved("where this derivative ends is not clear: bracket what it is taken of")
                node, i = self._derivative(Derivative(factor.start, body.end, "d", body, ((by, 1),))), len(factors)
            else:
                node = self.node(factor)
            found = node if found is None else self.graph.write("div" if sign == "/" else "mul", found, node)
            i += 1
        assert found is not None
        return found

    def _joined(self, factors: tuple[tuple[str, Tree], ...]) -> list[tuple[str, Tree]]:
        """Letters written together are one name where the scope has that name."""
        found: list[tuple[str, Tree]] = []
        i = 0
        while i < len(factors):
            run = self._run(factors, i)
            for length in range(len(run), 1, -1):
                word = "".join(part.name for part in run[:length])
                if self.scope.knows(word):
                    last = run[length - 1]
                    found.append((factors[i][0], Name(run[0].start, last.end, word, last.primes)))
                    i += length
                    break
            else:
                found.append(factors[i])
                i += 1
        return found

    def _run(self, factors: tuple[tuple[str, Tree], ...], i: int) -> list[Name]:
        """The names that are written together from a factor on; one with primes ends them, one with dots is apart."""
        found: list[Name] = []
        for sign, factor in factors[i:]:
            if not isinstance(factor, Name) or factor.dots or (found and (sign or factor.start != found[-1].end)):
                break
            found.append(factor)
            if factor.primes:
                break
        return found

    def _operator_d(self, factor: Tree) -> Name | None:
        """The variable x if the factor is the operator D_x."""
        if isinstance(factor, Name) and factor.name.startswith("D_") and not self.scope.knows(factor.name):
            name = factor.name[2:]
            if self.scope.knows(name) or self.scope.stands(name):
                return Name(factor.start, factor.end, name)
        return None

    def _application(self, factor: Tree, following: Tree | None) -> Node | None:
        """The node of f(x), f(x)^2, f^2(x) or f'(x), if factor and following are that."""
        if isinstance(factor, Derivative) and isinstance(factor.of, Name) and isinstance(following, Bracket):
            return self._derivative_at(factor, following)
        head, raised = factor, None
        if isinstance(factor, Power) and isinstance(factor.base, Name):
            head, raised = factor.base, factor.exponent
        if not isinstance(head, Name) or following is None:
            return None
        outer = following.exponent if isinstance(following, Power) else None
        bracket = following.base if isinstance(following, Power) else following
        primes = bracket.primes if isinstance(bracket, Prime) else 0
        bracket = bracket.body if isinstance(bracket, Prime) else bracket
        if not isinstance(bracket, Bracket) or bracket.kind == "{" or not self.applies(head, bracket):
            return None
        if primes:
            return self._primed(Product(head.start, bracket.end, (("", head), ("", bracket))), primes)
        node = self.apply(head, bracket.parts)
        for exponent in (raised, outer):
            if exponent is not None:
                node = self.graph.write("pow", node, self.node(exponent))
        return node

    def _derivative_at(self, tree: Derivative, bracket: Bracket) -> Node | None:
        """`\\frac{\\partial f}{\\partial x}(1, 2)`: the derivative of a function at values of its parameters."""
        assert isinstance(tree.of, Name)
        function = self.scope.function(tree.of.name)
        if function is None or not function.params or len(function.params) != len(bracket.parts):
            return None
        if len(bracket.parts) == 1 and names_in(bracket.parts[0]):
            return None
        node = self._derivative(tree)
        mapping = {
            self.named(param).id: self.node(part).id for param, part in zip(function.params, bracket.parts, strict=True)
        }
        return self.graph.node(self.graph.substitute(node.id, mapping))

    def applies(self, head: Name, bracket: Bracket) -> bool:
        """Whether a name before a bracket is a function applied to it (else a factor)."""
        name = head.name
        if name in self.env:
            return False
        if any(isinstance(part, Name) and part.name == name for tree in bracket.parts for part in walk(tree)):
            bare = not any(
                isinstance(part, Product) and _applied_within(part, name)
                for tree in bracket.parts
                for part in walk(tree)
            )
            if bare:
                return False
        if self.scope.function(name) is not None or len(bracket.parts) > 1:
            return True
        if self.scope.is_applied(name) and self.scope.formula(name) is None:
            return True
        if self.scope.formula(name) is not None:
            return head.primes > 0 or head.dots > 0 or self._own_input(name, bracket)
        if head.primes or head.dots or (name == "sigma" and not self.scope.stands("sigma")):
            return True
        if bracket.kind == "[" and not self.scope.stands(name) and not self.scope.is_declared(name):
            return True
        if bracket.kind == "[" and len(name) > 1 and name.isalpha() and name not in GREEK:
            return True
        word = len(name) > 1 and name.isalpha() and name not in GREEK
        if (name[0] in FAMILIAR or word) and not self.scope.stands(name) and not self.scope.is_declared(name):
            raise Unresolved(f"{name}(...): is {name} a function? write <!-- symgrad: let {name} be a function -->")
        return False

    def _own_input(self, name: str, bracket: Bracket) -> bool:
        """Whether y(x) stands for a y that is a formula of x."""
        part = bracket.parts[0]
        if not isinstance(part, Name):
            return False
        inputs = [self.graph.label(id) for id in self.graph.free(self.named(name).id)]
        return part.name in inputs

    def apply(self, head: Name, parts: tuple[Tree, ...]) -> Node:
        """A function name applied to arguments."""
        function = self.scope.function(head.name)
        if head.dots:
            head = Name(head.start, head.end, head.name, head.dots)
        if function is None and self.scope.formula(head.name) is not None:
            return self._formula_at(head, parts)
        if (
            function is not None
            and function.body is not None
            and not head.primes
            and self.scope.formula(head.name) is not None
            and [part.name if isinstance(part, Name) else None for part in parts] == list(function.params)
            and not any(param in self.env for param in function.params)
        ):
            return self.named(head.name)
        return self.applied(head.name, function, [self.node(part) for part in parts], head.primes)

    def _formula_at(self, head: Name, parts: tuple[Tree, ...]) -> Node:
        """y(1), y'(x): a name with a formula, taken at its only input."""
        if len(parts) != 1:
            raise Unresolved(f"{head.name} is a formula, not a function of {len(parts)} arguments")
        by = self._prime_variable(self.named(head.name))
        node = self.named(head.name)
        for _ in range(head.primes):
            node = self.graph.node(self._total(node, by))
        return self.graph.node(self.graph.substitute(node.id, {by.id: self.node(parts[0]).id}))

    def applied(self, name: str, function: Function | None, args: list[Node], primes: int = 0) -> Node:
        """The function at these nodes, or its derivative by its only parameter."""
        self.calls += 1
        if self.calls > 5000:
            raise Unresolved(f"{name} is applied too often (is it defined by itself?)")
        if function is None and name == "sigma":
            self.notes.setdefault("σ is taken to be the logistic sigmoid")
            function = Function(known="sigmoid")
        if function is None or (function.body is None and not function.known):
            general = function is not None and function.general
            if primes and len(args) != 1:
                raise Unresolved(f"a prime on {name}, which has {len(args)} arguments")
            return self.graph.opaque(Opaque(name, len(args), (0,) * primes, general), *args)
        if function.known:
            args = [*args, *self._defaults(function.known, len(args))]
            arity = ROWS[CODE[function.known] - CODE["add"]].arity
            if len(args) != arity and function.known not in ("max", "min"):
                raise Unresolved(f"{name} takes {arity} arguments, not {len(args)}")
        elif len(args) != len(function.params):
            raise Unresolved(f"{name} is defined with {len(function.params)} arguments, not {len(args)}")
        if not primes:
            return self._body(name, function, args)
        if len(args) != 1:
            raise Unresolved(f"a prime on {name}, which has {len(args)} arguments")
        formal = self.graph.input("t", f"{self.scope.key}/{name}/slot")
        node = self._body(name, function, [formal])
        for _ in range(primes):
            node = self.graph.node(total(self.graph, node.id, formal.id))
        return self.graph.node(self.graph.substitute(node.id, {formal.id: args[0].id}))

    def _defaults(self, known: str, given: int) -> list[Node]:
        if given == 1 and known == "elu":
            return [self.graph.number(1)]
        if given == 1 and known == "leaky":
            self.notes.setdefault("leaky relu is taken with the slope 0.01")
            return [self.graph.number(Fraction(1, 100))]
        return []

    def _body(self, name: str, function: Function, args: list[Node]) -> Node:
        if function.known:
            if function.known in ("max", "min"):
                return self.many(function.known, args)
            return self.graph.write(function.known, *args)
        assert function.body is not None
        mark = f"{name}()"
        if self.scope.building.count(mark) > 60:
            raise Unresolved(f"{name} is defined by itself")
        self.scope.building.append(mark)
        try:
            bound = dict(zip(function.params, args, strict=True))
            inner = replace(self, variable=None, env=bound)
            node = inner.node(function.body)
            self.calls = inner.calls
            return node
        finally:
            self.scope.building.pop()

    # ----- names -----

    def name(self, tree: Name) -> Node:
        if self.places:
            if tree.name in self.places and not tree.primes and not tree.dots:
                return self.graph.number(self.places[tree.name])
            tree = Name(tree.start, tree.end, placed(self.places, tree.name), tree.primes, tree.glued, tree.dots)
        if tree.dots:
            return self._by(tree, Name(tree.start, tree.end, "t"), tree.dots)
        if tree.primes:
            whole = tree.name + "'" * tree.primes
            return self.named(whole) if self.scope.formula(whole) is not None else self._primed_name(tree)
        bound = self.env.get(tree.name)
        if bound is not None:
            return bound
        function = self.scope.function(tree.name)
        if function is None and tree.name in ("sigmoid", "relu"):
            function = Function(known=tree.name)
        if function is not None and not function.known and function.body is None and self.scope.edges_of(tree.name):
            return self.named(tree.name)
        if function is not None and self.variable is not None and self._over(function, self.variable):
            return self.applied(tree.name, function, [self.named(self.variable)])
        if function is not None and self.scope.formula(tree.name) is None:
            at = self.variable or (function.params[0] if function.params else "x")
            return self.applied(tree.name, function, [self.named(at)])
        return self.named(tree.name)

    def _over(self, function: Function, variable: str) -> bool:
        """Whether a bare function is taken at the chain's variable: its body does not hold that already."""
        if not function.known and len(function.params) != 1:
            return False
        return function.body is None or variable not in (*function.params, *names_in(function.body))

    def _primed_name(self, tree: Name) -> Node:
        function = self.scope.function(tree.name)
        if function is None and tree.name in ("sigmoid", "relu", *CODE) and not self.scope.knows(tree.name):
            function = Function(known=tree.name)
        if function is None and tree.name == "sigma" and self.scope.formula(tree.name) is None:
            function = Function(known="sigmoid")
        if function is not None:
            params = function.params or ("x",)
            if len(params) != 1:
                raise Unresolved(f"a prime on {tree.name}, which has {len(params)} arguments")
            at = self.variable if self.variable is not None else params[0]
            return self.applied(tree.name, function, [self.named(at)], tree.primes)
        node = self.named(tree.name)
        by = self._prime_variable(node)
        if by.id == node.id:
            raise Unresolved(f"what {tree.name} is a function of is not given")
        for _ in range(tree.primes):
            node = self._given(self.graph.node(self._total(node, by)))
        return node

    def _primed(self, body: Tree, primes: int) -> Node:
        node = self.node(body)
        if not self.graph.free(node.id):
            return self.graph.number(0)
        by = self._prime_variable(node)
        for _ in range(primes):
            node = self.graph.node(self._total(node, by))
        return self._given(node)

    def _prime_variable(self, node: Node) -> Node:
        """What a prime on this formula is taken by: the chain's variable, the only input, or x, t, z."""
        if self.variable is not None:
            return self.named(self.variable)
        free = self.graph.free(node.id)
        if len(free) == 1:
            return self.graph.node(free[0])
        labels = {self.graph.label(id): id for id in free}
        for name in VARIABLES:
            if name in labels:
                return self.graph.node(labels[name])
        raise Unresolved("what the prime is taken by is not clear: write d/dx")

    # ----- known functions -----

    def _call(self, tree: Call) -> Node:
        function = self.scope.function(tree.function)
        head = Function(known=tree.function) if function is None else function
        args = [self.node(arg) for arg in tree.args]
        graph = self.graph
        if tree.function in QUOTIENT and function is None:
            if tree.primes or len(args) != 1:
                raise Unresolved(f"{tree.function} is read with one argument and no prime")
            top, bottom = QUOTIENT[tree.function]
            above = graph.write(top, *args) if top else graph.number(1)
            node = graph.write("div", above, graph.write(bottom, *args))
        else:
            if tree.power is not None and _is_minus_one(tree.power):
                if tree.function not in INVERSE:
                    raise Unresolved(f"{tree.function} to the power -1: the inverse function or the reciprocal?")
                return graph.write(INVERSE[tree.function], *args)
            node = self.applied(tree.function, head, args, tree.primes)
        if tree.base is not None:
            node = graph.write("div", node, graph.write("log", self.node(tree.base)))
        if tree.power is not None:
            node = graph.write("pow", node, self.node(tree.power))
        return node

    def _at(self, body: Tree, values: tuple[tuple[Tree, Tree], ...]) -> Node:
        """The formula at values of names (all at once)."""
        node = self.node(body)
        mapping = {}
        for name, value in values:
            if not isinstance(name, Name):
                raise Unread("values are written name = number", name.start, name.end)
            mapping[self.named(name.name).id] = self.node(value).id
        return self.graph.node(self.graph.substitute(node.id, mapping))

    # ----- derivatives -----

    def _derivative(self, tree: Derivative) -> Node:
        orders = sum(order for _, order in tree.by)
        if orders > 12:
            raise Unresolved("a derivative of an order beyond 12")
        if self.modes.get(tree.start) == "local" and orders == 1 and tree.kind == "partial":
            return self._local(tree.of, tree.by[0][0])
        if orders == 1 and tree.kind == "partial" and (slot := self._slot(tree.of, tree.by[0][0])) is not None:
            return slot
        node = self.node(tree.of)
        of = tree.of
        while isinstance(of, Bracket) and len(of.parts) == 1:
            of = of.parts[0]
        label = of.name if isinstance(of, Name) else "this"
        held = [self.node(h) for h in tree.held]
        for variable, order in reversed(tree.by):
            by = self.variable_node(variable)
            for _ in range(order):
                node = self.graph.node(self._resolve(node, by, tree, variable, label, held))
        return self._given(node)

    def _by(self, tree: Name, variable: Name, order: int) -> Node:
        bare = Name(tree.start, tree.end, tree.name)
        return self._derivative(Derivative(tree.start, tree.end, "d", bare, ((variable, order),)))

    def _given(self, node: Node) -> Node:
        """With the stated derivatives of unknown names put in."""
        given = self.scope.given_nodes
        if given is None:
            self.scope.given_nodes = given = {}
            for (u, v), value in self.scope.all_given().items():
                if v == "'":
                    edges = self.scope.edges_of(u)
                    if len(edges) != 1:
                        continue
                    v = edges[0]
                derivative = total(self.graph, self.named(u).id, self.named(v).id)
                given[derivative] = self.node(value).id
        return self.graph.node(self.graph.substitute(node.id, given)) if given else node

    def _total(self, u: Node, v: Node) -> int:
        self._note_jumps(u, v)
        return total(self.graph, u.id, v.id)

    def _note_jumps(self, u: Node, v: Node) -> None:
        """Where cases meet, or an indicator jumps, the derivative is a convention at best: that is noted."""
        graph = self.graph
        for id in graph.cone([u.id], stop=[v.id]):
            code = graph.cells[id][0]
            if code == CASE or code in (CODE["step"], CODE["sign"]):
                edge = graph.operands(id)[0]
                edge = graph.operands(edge)[0] if graph.cells[edge][0] == CODE["neg"] else edge
                if v.id in graph.cone([edge]):
                    self.notes.setdefault(f"{EXCEPT} {write(graph, edge)} = 0")

    def _resolve(self, u: Node, v: Node, tree: Derivative, variable: Tree, label: str, held: list[Node]) -> int:
        """du/dv through every path; Unresolved where the graph does not say."""
        graph = self.graph
        cone = graph.cone([u.id])
        name = variable.name if isinstance(variable, Name) else "this formula"
        if graph.cells[v.id][0] == CONST:
            raise Unresolved(f"a derivative by the number {name}")
        if v.id in cone and (graph.cells[v.id][0] in (INPUT, NAME) or self._all_there(u, v)):
            if held:
                found = tangents(graph, u.id, {v.id: graph.number(1).id}, [h.id for h in held if h.id != u.id])
                return found.get(u.id, graph.number(0).id)
            return self._total(u, v)
        seen = self._occurrences(cone, v)
        if seen:
            found = tangents(graph, u.id, {id: graph.number(1).id for id in seen})
            rest = set(graph.free(v.id)) & set(graph.cone([u.id], stop=seen))
            if not rest:
                return found.get(u.id, graph.number(0).id)
        return self._unreached(u, v, tree, name, label, cone)

    def _all_there(self, u: Node, v: Node) -> bool:
        """Whether the inputs of the formula v stand in u only inside v."""
        seen = self._occurrences(self.graph.cone([u.id]), v)
        return not set(self.graph.free(v.id)) & set(self.graph.cone([u.id], stop=seen))

    def _occurrences(self, cone: list[int], v: Node) -> list[int]:
        """Where the formula of v stands in a cone although its name does not."""
        if self.graph.cells[v.id][0] == INPUT:
            return []
        target = twin(self.graph, v.id)
        return [id for id in cone if self.graph.cells[id][0] != CONST and twin(self.graph, id) == target]

    def _unreached(self, u: Node, v: Node, tree: Derivative, name: str, label: str, cone: list[int]) -> int:
        """du/dv where v does not stand in u."""
        graph = self.graph
        inputs = graph.free(v.id)
        above = graph.cone([v.id])
        named = graph.cells[v.id][0] == NAME
        if v.id not in graph.free(v.id):
            if u.id in above and (tree.kind == "d" or graph.cells[u.id][0] == INPUT) and len(inputs) == 1:
                return (1 / graph.node(total(graph, v.id, u.id))).id
            common = [id for id in inputs if id in cone and self.scope.differentiates_by(str(graph.label(id)))]
            if tree.kind == "d" and named and u.id not in above and len(common) == 1:
                inputs = common
            whole = not any(graph.cells[id][0] == NAME and id != u.id for id in cone)
            if (
                len(inputs) == 1
                and inputs[0] in cone
                and (tree.kind == "d" or not named or whole)
                and u.id not in above
            ):
                self.notes.setdefault(f"taken as a quotient of the derivatives by {graph.label(inputs[0])}")
                t = inputs[0]
                return (graph.node(total(graph, u.id, t)) / graph.node(total(graph, v.id, t))).id
            if not named:
                raise Unresolved(f"{label} is not written in terms of {_text(tree)}")
            if u.id in above and graph.cells[u.id][0] == NAME:
                return graph.number(0).id
            if whole and set(inputs) & set(cone):
                raise Unresolved(f"{label} is not written in terms of {name}")
            return graph.number(0).id
        if graph.cells[u.id][0] == INPUT and not self.scope.stands(label):
            raise Unresolved(f"{label} has no formula")
        if self.scope.stands(name) or self.scope.family(name):
            return graph.number(0).id
        if not graph.free(u.id):
            return graph.number(0).id
        raise Unresolved(f"{label} is not written in terms of {name}")

    def _local(self, of: Tree, variable: Tree) -> Node:
        u, v = self.node(of), self.variable_node(variable)
        transparent = {
            id
            for id in self.graph.cone([u.id])
            if self.graph.cells[id][0] == NAME and self.scope.function(str(self.graph.label(id))) is not None
        }
        found = local(self.graph, u.id, v.id, transparent - {v.id})
        if found is None:
            raise Inapplicable
        return self._given(self.graph.node(found))

    def _slot(self, of: Tree, variable: Tree) -> Node | None:
        """The partial of a written application f(x, g) by x: the other written arguments are held fixed."""
        if not (isinstance(of, Product) and len(of.factors) == 2 and isinstance(variable, Name)):
            return None
        (_, head), (_, bracket) = of.factors
        if not (isinstance(head, Name) and isinstance(bracket, Bracket) and len(bracket.parts) > 1 and not head.primes):
            return None
        if not self.applies(head, bracket):
            return None
        slots = [i for i, part in enumerate(bracket.parts) if isinstance(part, Name) and part.name == variable.name]
        if len(slots) != 1:
            return None
        args = [self.node(part) for part in bracket.parts]
        formal = self.graph.input("t", f"{self.scope.key}/{head.name}/slot")
        there = [formal if i == slots[0] else arg for i, arg in enumerate(args)]
        function = self.scope.function(head.name)
        if function is None and self.scope.formula(head.name) is not None:
            return None
        node = self.applied(head.name, function, there)
        slope = total(self.graph, node.id, formal.id)
        return self.graph.node(self.graph.substitute(slope, {formal.id: args[slots[0]].id}))


def _applied_within(product: Product, name: str) -> bool:
    """Whether the name stands before a bracket in this product."""
    pairs = zip(product.factors, product.factors[1:], strict=False)
    return any(isinstance(a, Name) and a.name == name and isinstance(b, Bracket) for (_, a), (_, b) in pairs)


def _is_minus_one(tree: Tree) -> bool:
    return isinstance(tree, Sum) and len(tree.terms) == 1 and tree.terms[0][0] == "-" and (
        isinstance(tree.terms[0][1], Num) and tree.terms[0][1].text == "1"
    )  # fmt: skip


def _text(tree: Derivative) -> str:
    variable = tree.by[0][0]
    return variable.name if isinstance(variable, Name) else "the formula below the fraction bar"
