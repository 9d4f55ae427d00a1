"""Forward and reverse mode as people write them: graphs to derivations."""

from symgrad.derive.decompose import decompose
from symgrad.derive.derivation import Derivation, Step, derivation
from symgrad.derive.derive import Graph, define, derive, derive_graph

__all__ = ["Derivation", "Graph", "Step", "decompose", "define", "derivation", "derive", "derive_graph"]
