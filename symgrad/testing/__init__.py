"""Assertions for test files: formulas, derivations, and gradients of numeric code held against them.

They raise AssertionError where something is wrong or cannot be shown, and SymgradError for input that cannot be used.
"""

from symgrad.testing.derivations import assert_derivation
from symgrad.testing.equalities import assert_derivative, assert_equal
from symgrad.testing.gradients import assert_gradient

__all__ = ["assert_derivation", "assert_derivative", "assert_equal", "assert_gradient"]
