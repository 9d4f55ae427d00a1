"""The judge: verdicts, certified comparison at points, exact proof in a field over kernels."""

from symgrad.proof.einstein import equal_at_every_size
from symgrad.proof.extrema import judge_extremum
from symgrad.proof.implies import judge_conclusion
from symgrad.proof.judge import OFF_STEPS, judge, unknown_functions
from symgrad.proof.order import judge_order, standing
from symgrad.proof.premised import judge_under
from symgrad.proof.refute import Sign, evaluated, nearest
from symgrad.proof.rounding import decimals, judge_rounding
from symgrad.proof.series import against_series
from symgrad.proof.systems import judge_where_solved
from symgrad.proof.together import judge_together
from symgrad.proof.verdict import KINDS, Kind, Verdict, worst

__all__ = [
    "KINDS",
    "OFF_STEPS",
    "Kind",
    "Sign",
    "Verdict",
    "against_series",
    "decimals",
    "equal_at_every_size",
    "evaluated",
    "judge",
    "judge_conclusion",
    "judge_extremum",
    "judge_order",
    "judge_rounding",
    "judge_together",
    "judge_under",
    "judge_where_solved",
    "nearest",
    "standing",
    "unknown_functions",
    "worst",
]
