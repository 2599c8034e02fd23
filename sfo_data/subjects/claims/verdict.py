"""How does a claim stand to a change that was found?"""

from enum import StrEnum

from sfo_data.subjects.claims.claim import Claim
from sfo_data.subjects.claims.comparison import Change, Direction


class Verdict(StrEnum):
    """What may be said of a claim as a whole, and of each aspect of it, in a word or two."""

    AGREES = "agrees"
    AGREES_UNJUDGED = "agrees, not judged"
    NOT_IN_SIZE = "agrees in direction, not in size"
    DISAGREES = "does not agree"
    CANNOT_TELL = "cannot tell"
    ALREADY_SO = "already so"
    DOES_NOT_APPLY = "does not apply"
    REVISED = "revised"
    NOT_REVISED = "not revised"
    SETTLED = "settled"
    NOT_SETTLED = "not settled"
    READ_WITH_CARE = "read with care"


# "12%" is granted where the records say 11.0% to 13.2%: a tenth of the size claimed, at least one per cent; of
# percentage points at least a half.
NEAR_SHARE, NEAR_LEAST = 0.1, {"%": 1.0, "percentage points": 0.5}


def recorded(claim: Claim, found: Change) -> Verdict:
    """Whether the recorded figures are as claimed, chance left aside.

    That nothing changed can be shown only against a margin: the whole 95% interval has to lie inside it (Schuirmann
    1987, two one-sided tests; with 95% rather than 90% limits they are stricter).
    """
    if claim.change == Direction.SAME:
        is_within = None not in (claim.size, found.lower, found.upper) and is_inside_margin(claim, found)
        if is_within and found.charted == Direction.SAME:
            return Verdict.AGREES
        is_outside = found.beyond_chance != Direction.SAME and (claim.size is None or abs(found.size) > claim.size)
        return Verdict.DISAGREES if is_outside else Verdict.CANNOT_TELL
    if found.direction != claim.change:
        return Verdict.DISAGREES
    return Verdict.AGREES if claim.size is None or is_near(claim.size, found) else Verdict.NOT_IN_SIZE


def is_inside_margin(claim: Claim, found: Change) -> bool:
    """Whether the 95% interval lies inside the margin of a claim that nothing changed."""
    margin = claim.size or 0.0
    return -margin <= (found.lower or 0.0) and (found.upper or 0.0) <= margin


def is_near(size: float, found: Change) -> bool:
    """Whether a size claimed is the recorded one, as people round."""
    return abs(abs(found.size) - size) <= max(NEAR_LEAST[found.unit], NEAR_SHARE * size)


def is_inside(claim: Claim, found: Change) -> bool:
    """Whether the size claimed lies inside the 95% interval of the change; so too where there is none."""
    if found.lower is None or found.upper is None:
        return True
    claimed = (claim.size or 0.0) * (-1 if claim.change == Direction.DOWN else 1)
    return found.lower <= claimed <= found.upper


def judged(claim: Claim, found: Change) -> Verdict:
    """What may be said of the claim by what the card says, in the words of `recorded`.

    Figures that moved the other way never agree. Those that moved as claimed, of which the card says that there is no
    evidence, cannot tell, unless the size claimed lies outside the 95% interval; those that no rule judges agree as
    arithmetic. Where the chart moved one way and the figures of the two periods the other, nothing can be told.
    """
    if found.is_mixed:
        return Verdict.CANNOT_TELL
    as_recorded = recorded(claim, found)
    if claim.change == Direction.SAME or as_recorded == Verdict.DISAGREES or found.beyond_chance == claim.change:
        return as_recorded
    if not found.is_judged:
        return Verdict.AGREES_UNJUDGED if as_recorded == Verdict.AGREES else as_recorded
    return Verdict.CANNOT_TELL if claim.size is None or is_inside(claim, found) else Verdict.DISAGREES
