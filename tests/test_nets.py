"""Larger pairs: every equal one is proved, every slip is refuted."""

import pytest
from nets import ROWS

import symgrad


@pytest.mark.parametrize(("left", "right", "wrong"), ROWS)
def test_a_larger_pair(left, right, wrong):
    assert symgrad.equal(left, right).kind == "proved"
    assert symgrad.equal(left, wrong).kind == "refuted"


def test_there_are_enough_pairs():
    from pairs import EQUAL, SLIPS

    assert len(EQUAL) + len(SLIPS) + 2 * len(ROWS) >= 250
