"""How does a claim stand to a change that was found?"""

from sfo_data.claim_check.claim import Claim
from sfo_data.claim_check.comparison import Change, Direction

AGREES, NOT_IN_SIZE, DISAGREES, CANNOT_TELL = (
    "agrees", "agrees in direction, not in size", "does not agree", "cannot tell",
)  # fmt: skip
# "12%" is granted where the records say 11.0% to 13.2%: a tenth of the size claimed, at least one per cent; of
# percentage points at least a half.
NEAR_SHARE, NEAR_LEAST = 0.1, {"%": 1.0, "percentage points": 0.5}


def recorded(claim: Claim, found: Change) -> str:
    """Whether the recorded figures are as claimed, chance left aside.

    That nothing changed can be shown only against a margin: the whole 95% interval has to lie inside it (Schuirmann
    1987, two one-sided tests; with 95% rather than 90% limits they are stricter).
    """
    if claim.change == "same":
        if claim.size is not None and -claim.size <= found.lower and found.upper <= claim.size:
            return AGREES
        is_outside = found.beyond_chance != "same" and (claim.size is None or abs(found.size) > claim.size)
        return DISAGREES if is_outside else CANNOT_TELL
    if direction(found) != claim.change:
        return DISAGREES
    return AGREES if claim.size is None or is_near(claim.size, found) else NOT_IN_SIZE


def direction(found: Change) -> Direction:
    """Which way the recorded figures differ."""
    return "up" if found.size > 0 else "down" if found.size < 0 else "same"


def is_near(size: float, found: Change) -> bool:
    """Whether a size claimed is the recorded one, as people round."""
    return abs(abs(found.size) - size) <= max(NEAR_LEAST[found.unit], NEAR_SHARE * size)


def is_inside(claim: Claim, found: Change) -> bool:
    """Whether the size claimed lies inside the 95% interval of the change."""
    claimed = (claim.size or 0.0) * (-1 if claim.change == "down" else 1)
    return found.lower <= claimed <= found.upper


def judged(claim: Claim, found: Change) -> str:
    """What may be said of the claim once chance is allowed for, in the words of `recorded`.

    Figures that moved the other way never agree. Those that moved as claimed, but within chance, cannot tell, unless
    the size claimed lies outside the 95% interval.
    """
    as_recorded = recorded(claim, found)
    if claim.change == "same" or as_recorded == DISAGREES or found.beyond_chance == claim.change:
        return as_recorded
    return CANNOT_TELL if claim.size is None or is_inside(claim, found) else DISAGREES
