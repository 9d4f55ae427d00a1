"""Arrays of nodes: at given sizes a matrix is its entries, each of them a node of the scalar graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from symgrad.graph.graph import Graph
from symgrad.graph.sweeps import plus


@dataclass(frozen=True)
class Array:
    """A matrix, row by row; a column has one column, a scalar one entry.

    >>> g = Graph(); x = Array.inputs(g, "x", 2, 1)
    >>> (x.T @ x).rows, (x @ x.T).columns
    (1, 2)
    """

    graph: Graph
    rows: int
    columns: int
    entries: tuple[int, ...]

    @classmethod
    def inputs(cls, graph: Graph, name: str, rows: int, columns: int, scope: str = "") -> Array:
        """An array of inputs, named after their places."""
        labels = [entry_name(name, i, j, rows, columns) for i in range(rows) for j in range(columns)]
        return cls(graph, rows, columns, tuple(graph.input(label, f"{scope}/{name}").id for label in labels))

    @classmethod
    def build(cls, graph: Graph, rows: int, columns: int, entry: Callable[[int, int], int]) -> Array:
        return cls(graph, rows, columns, tuple(entry(i, j) for i in range(rows) for j in range(columns)))

    @classmethod
    def scalar(cls, graph: Graph, id: int) -> Array:
        return cls(graph, 1, 1, (id,))

    @classmethod
    def filled(cls, graph: Graph, rows: int, columns: int, value: int) -> Array:
        return cls(graph, rows, columns, (graph.number(value).id,) * (rows * columns))

    @classmethod
    def identity(cls, graph: Graph, n: int) -> Array:
        return cls.build(graph, n, n, lambda i, j: graph.number(int(i == j)).id)

    def at(self, i: int, j: int) -> int:
        return self.entries[i * self.columns + j]

    @property
    def only(self) -> int:
        """The entry of a scalar."""
        (entry,) = self.entries
        return entry

    @property
    def T(self) -> Array:  # noqa: N802
        return Array.build(self.graph, self.columns, self.rows, lambda i, j: self.at(j, i))

    def each(self, function: Callable[..., int], *others: Array) -> Array:
        """A function of the entries at one place; scalars stand at every place."""
        whole = max((self, *others), key=lambda a: len(a.entries))
        parts = [a.entries if a is whole or len(a.entries) > 1 else a.entries * len(whole.entries)
                 for a in (self, *others)]  # fmt: skip
        return Array(whole.graph, whole.rows, whole.columns, tuple(function(*xs) for xs in zip(*parts, strict=True)))

    def __matmul__(self, other: Array) -> Array:
        graph, inner = self.graph, range(self.columns)
        return Array.build(
            graph, self.rows, other.columns,
            lambda i, j: total(graph, [(self.at(i, k), other.at(k, j)) for k in inner]),
        )  # fmt: skip

    def kron(self, other: Array) -> Array:
        """The Kronecker product: blocks a_ij B."""
        r, c = other.rows, other.columns
        return Array.build(
            self.graph, self.rows * r, self.columns * c,
            lambda i, j: _times(self.graph, self.at(i // r, j // c), other.at(i % r, j % c)),
        )  # fmt: skip

    def cross(self, other: Array) -> Array:
        """The cross product of two columns of length 3."""
        a, b = ([self.graph.node(id) for id in array.entries] for array in (self, other))
        return Array(self.graph, 3, 1, tuple((a[i] * b[j] - a[j] * b[i]).id for i, j in ((1, 2), (2, 0), (0, 1))))

    @property
    def vec(self) -> Array:
        """The columns, one below the other."""
        return Array(self.graph, len(self.entries), 1, self.T.entries)

    def diag(self) -> Array:
        """A vector on the diagonal of a matrix."""
        n, zero = len(self.entries), self.graph.number(0).id
        return Array.build(self.graph, n, n, lambda i, j: self.entries[i] if i == j else zero)

    def diagonal(self) -> Array:
        return Array.build(self.graph, self.rows, 1, lambda i, _: self.at(i, i))

    def trace(self) -> Array:
        return Array(self.graph, self.rows, 1, self.diagonal().entries).sum()

    def sum(self) -> Array:
        found: int | None = None
        for x in self.entries:
            found = plus(self.graph, found, x)
        return Array.scalar(self.graph, found if found is not None else self.graph.number(0).id)

    def minors(self) -> Callable[[int, tuple[int, ...]], int]:
        """Determinants of the last rows, by which columns are kept (each is made once)."""
        graph, known = self.graph, dict[tuple[int, tuple[int, ...]], int]()

        def minor(row: int, columns: tuple[int, ...]) -> int:
            if not columns:
                return graph.number(1).id
            if (row, columns) not in known:
                found = graph.number(0)
                for k, j in enumerate(columns):
                    rest = minor(row + 1, columns[:k] + columns[k + 1 :])
                    term = graph.node(self.at(row, j)) * graph.node(rest)
                    found = found - term if k % 2 else found + term
                known[row, columns] = found.id
            return known[row, columns]

        return minor

    def det(self) -> Array:
        return Array.scalar(self.graph, self.minors()(0, tuple(range(self.columns))))

    def inverse(self) -> Array:
        """The adjugate over the determinant."""
        graph, n, det = self.graph, self.rows, self.graph.node(self.det().only)

        def entry(i: int, j: int) -> int:
            kept = [r for r in range(n) if r != j], [c for c in range(n) if c != i]
            minor = Array.build(graph, n - 1, n - 1, lambda r, c: self.at(kept[0][r], kept[1][c]))
            cofactor = graph.node(minor.det().only)
            return ((-cofactor if (i + j) % 2 else cofactor) / det).id

        return Array.build(graph, n, n, entry)


def entry_name(name: str, i: int, j: int, rows: int, columns: int) -> str:
    """The name of an entry: x_2 of a vector, W_12 and W_{1,11} of a matrix, z_{1,2} of a vector z_1."""
    both = f"{i + 1}{',' if max(i, j) > 8 else ''}{j + 1}"  # (1, 11) is not (11, 1)
    place = str(max(i, j) + 1) if rows == 1 or columns == 1 else both
    if rows == columns == 1:
        return name
    head, mark, sup = name.partition("__")
    return f"{head}{',' if '_' in head else '_'}{place}{mark}{sup}"


def total(graph: Graph, pairs: Sequence[tuple[int, int]]) -> int:
    """The sum of products."""
    found: int | None = None
    for a, b in pairs:
        term = _times(graph, a, b)
        if graph.value(term) != 0:
            found = plus(graph, found, term)
    return graph.number(0).id if found is None else found


def _times(graph: Graph, a: int, b: int) -> int:
    return graph.apply("mul", graph.node(a), graph.node(b)).id
