"""Sign cells: an empty cell is known to be empty, and a cell that exists has a witness."""

import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symgrad.proof.cells import ROWS, contradicts, linear, witness

F = Fraction


def row(constant=0, **coefficients):
    return {name: F(value) for name, value in coefficients.items()}, F(constant)


def value(one, point):
    coefficients, constant = one
    return constant + sum(v * point.get(name, F(0)) for name, v in coefficients.items())


@pytest.mark.parametrize(
    "rows",
    [
        [row(x=1), row(x=-1)],
        [row(-1, x=1), row(x=-1)],
        [row(0)],
        [row(-2)],
        [row(x=1, y=1), row(x=-1), row(y=-1)],
        [row(x=1, y=-1), row(y=1, z=-1), row(x=-1, z=1)],
        [row(-3, x=2), row(4, x=-3)],
    ],
)
def test_what_no_point_satisfies_is_a_contradiction(rows):
    assert contradicts(rows) and witness(rows) is None


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [row(1)],
        [row(x=1)],
        [row(-1, x=1), row(2, x=-1)],
        [row(x=1, y=1), row(-5, x=-1)],
        [row(x=1, y=-1), row(y=1, z=-1)],
        [row(-3, x=2), row(5, x=-3)],
    ],
)
def test_a_witness_makes_every_row_positive(rows):
    point = witness(rows)
    assert point is not None and not contradicts(rows)
    assert all(value(one, point) > 0 for one in rows)


def test_the_bounds_are_open():
    assert contradicts([row(-1, x=1), row(1, x=-1)])
    assert not contradicts([row(-1, x=1), row(F(1000001, 1000000), x=-1)])


def test_more_rows_than_can_be_gone_through_contradict_nothing():
    """Products of bounds from above and below outgrow the limit: the cell counts as one that exists."""
    names = "abcdef"
    rows = [
        ({name: F(s * (k + i + 1)) for k, (name, s) in enumerate(zip(names, signs, strict=True))}, F(i % 7 - 3))
        for i, signs in enumerate(itertools.product((1, -1), repeat=len(names)))
    ]
    assert len(rows) < ROWS < (len(rows) // 2) ** 2
    assert witness(rows) == {} and not contradicts(rows)


def test_a_polynomial_becomes_a_row():
    assert linear({("x",): 2, (): -3}, 1) == ({("x",): F(2)}, F(-3))
    assert linear({("x",): 2, (): -3}, -1) == ({("x",): F(-2)}, F(3))
    assert linear({(): 4}, 1) == ({}, F(4))


small = st.integers(-4, 4).map(Fraction)
planes = st.tuples(st.dictionaries(st.sampled_from("xyz"), small.filter(bool), max_size=3), small)


@given(st.lists(planes, max_size=6), st.lists(small, min_size=3, max_size=3))
@settings(max_examples=200, deadline=None)
def test_a_cell_with_a_point_is_never_called_empty(rows, point):
    at = dict(zip("xyz", point, strict=True))
    if all(value(one, at) > 0 for one in rows):
        assert not contradicts(rows)


@given(st.lists(planes, max_size=6))
@settings(max_examples=200, deadline=None)
def test_a_witness_is_a_witness(rows):
    point = witness(rows)
    if point:
        assert all(value(one, point) > 0 for one in rows)
    if point is None:  # and then no point of a grid does either
        for at in itertools.product((-7, F(-3, 2), F(-1, 3), 0, F(1, 5), 1, F(5, 2), 9), repeat=3):
            assert not all(value(one, dict(zip("xyz", map(F, at), strict=True))) > 0 for one in rows)
