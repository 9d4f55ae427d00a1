"""Exact equality: both sides in a field of fractions over kernels, where zero is seen.

A node becomes a fraction of polynomials with integer coefficients (python-flint). Its generators are kernels:
inputs, exp of an atom, sin and cos of an angle, logarithms of irreducible polynomials, roots, indicators, opaque
functions. Every rewriting is an identity wherever both sides are defined:

    exp(a + c b) = exp(a) exp(b)^c,  sigmoid(u) = s with exp(u) = s/(1 - s)   (whichever keeps the fractions small)
    log|p q| = log|p| + log|q|,      sin(a + b), cos(a + b), sin^2 = 1 - cos^2
    H^2 = H for an indicator H,      R^q = p for a root R

so a difference that reduces to zero is zero. The converse is not claimed: what does not reduce is not refuted here.

To be read in this order: passes, polynomials, quotients, signs, directions, exponentials, circular, nodes, each of them
over those before it; then the questions: sign_cells, equality, comparison, zeros.
"""

from symgrad.proof.field.comparison import sign
from symgrad.proof.field.equality import Outcome, prove
from symgrad.proof.field.sign_cells import Edge
from symgrad.proof.field.zeros import implies, solutions

__all__ = ["Edge", "Outcome", "implies", "prove", "sign", "solutions"]
