"""What may each audience be shown? One policy per audience; every figure that leaves the product obeys one of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from types import MappingProxyType
from typing import Literal

from sfo_data.definitions.measures import LEAST_ALIKE, LEAST_COUNTED

Audience = Literal["internal", "wider", "rounded"]
Statistic = Literal["count", "share", "rate", "median", "quartile", "decile", "maximum", "survival", "chart_point"]

MARK = "[c]"
NOTE = "Confidential: withheld so that nobody can be identified."
ROUNDED_NOTE = "Counts are rounded to the nearest {}, each by itself, so that they may not add up; shares are of those."


@dataclass(frozen=True)
class Policy:
    """What one audience may be shown.

    `threshold`: counts from 1 to one less are primary (withheld for their own sake), as are rests of a base that are
    so few; 0 is shown. `protection`: the least width, in people, of the interval into which a reader can work out a
    primary cell; at least the threshold, so that the interval holds a count that would be shown. `alike`: of a base
    under this, none and all are withheld too, since they say something about every member (group disclosure).
    `minimum_base`: a statistic of fewer is withheld. `rounding`: counts are shown to the nearest multiple of it (0: as
    they are), at least twice the threshold, so that small counts and none are both shown as 0. Raises
    ValueError where the protection is under the threshold, or the rounding too fine or odd.
    """

    audience: Audience
    threshold: int
    protection: int
    alike: int
    minimum_base: Mapping[Statistic, float]
    rounding: int = 0

    def __post_init__(self) -> None:
        if self.protection < self.threshold:
            raise ValueError(f"An interval {self.protection} wide may contain only counts under {self.threshold}.")

        if self.rounding and (self.rounding < 2 * self.threshold or self.rounding % 2):
            raise ValueError(f"To the nearest {self.rounding}, counts under {self.threshold} are not all shown as 0.")

    @property
    def notes(self) -> tuple[str, ...]:
        """The notes below a table under this policy."""
        withheld = () if self.is_exact else (f"{MARK}: {NOTE}",)
        return (*withheld, *((ROUNDED_NOTE.format(self.rounding),) if self.rounding else ()))

    @property
    def is_exact(self) -> bool:
        """Whether everything is shown as it is."""
        return self.threshold == 0


# Counts under 5, and none and all of under 20: the product's rule for families (`measures.LEAST_COUNTED`). Bases of
# 10 hold two parts of 5; it is also the rule of thumb of output checking, 10 units for any statistic (Bond, Brandt and
# de Wolf 2015, Guidelines for the checking of output based on microdata research). A quartile or decile has 5 cases
# beyond it at 20 or 50. A maximum is one person's.
_BASES: Mapping[Statistic, float] = MappingProxyType(
    {
        "count": 0,
        "share": 2 * LEAST_COUNTED,
        "rate": 2 * LEAST_COUNTED,
        "median": 2 * LEAST_COUNTED,
        "quartile": 4 * LEAST_COUNTED,
        "decile": 10 * LEAST_COUNTED,
        "maximum": inf,
        "survival": 2 * LEAST_COUNTED,
        "chart_point": 2 * LEAST_COUNTED,
    }
)
POLICIES: Mapping[Audience, Policy] = MappingProxyType(
    {
        "internal": Policy("internal", 0, 0, 0, MappingProxyType(dict.fromkeys(_BASES, 0.0))),
        "wider": Policy("wider", LEAST_COUNTED, LEAST_COUNTED, LEAST_ALIKE, _BASES),
        "rounded": Policy("rounded", LEAST_COUNTED, LEAST_COUNTED, LEAST_ALIKE, _BASES, 2 * LEAST_COUNTED),
    }
)
