"""Who was notified, when, by which provider and for which offence: the calibrated core of the extract."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from sfo_data.statistics.arrays import Flags, Ints
from sfo_data.store.synthetic import reference, working_days
from sfo_data.store.synthetic.calibration import BLOCKS, CASES, IN_LOCKDOWN, LOCKDOWN, MONTHS, WEEKDAYS, Block
from sfo_data.store.synthetic.draws import Floats, apportion, calendar_year, day_number, pick, stream

CATEGORY_SHARE = 0.6  # of a group's cases that carry the group's first offence


@dataclass(frozen=True, eq=False)
class Cases:
    """One entry per notification, in order of notification. Provider and offence are rows of the reference tables."""

    notified: Ints
    is_nps: Flags
    provider: Ints
    offence: Ints

    @property
    def size(self) -> int:
        return len(self.notified)

    @property
    def year(self) -> Ints:
        return calendar_year(self.notified)

    @property
    def is_homicide(self) -> Flags:
        """Murder or manslaughter."""
        return reference.read("offences")["is_murder_or_manslaughter"].to_numpy()[self.offence]


def draw(seed: int, cases: int | None) -> Cases:
    """`cases` notifications (the calibrated number if None), in proportion to the published totals."""
    rng = stream(seed, "cases")
    wanted = apportion(np.array([[b.nps, b.crc] for b in BLOCKS], dtype=np.float64).ravel(), cases or CASES)
    parts = [_notified(rng, block, int(wanted[i * 2 : i * 2 + 2].sum())) for i, block in enumerate(BLOCKS)]
    types = [rng.permutation(np.repeat([True, False], wanted[i * 2 : i * 2 + 2])) for i in range(len(BLOCKS))]
    notified, is_nps = np.concatenate(parts), np.concatenate(types)
    return Cases(notified, is_nps, _providers(rng, is_nps), _offences(rng, calendar_year(notified), is_nps))


def _notified(rng: np.random.Generator, block: Block, count: int) -> Ints:
    days = np.arange(day_number(block.start), day_number(block.end))
    return np.sort(days[pick(rng, _arrival_weights(days), count)])


def _arrival_weights(days: Ints) -> Floats:
    dates = pl.Series(days.astype(np.int32)).cast(pl.Date)
    month = np.array(MONTHS)[dates.dt.month().to_numpy() - 1]
    weekday = np.array([*WEEKDAYS, 0, 0])[dates.dt.weekday().to_numpy() - 1]
    lockdown = np.where(days >= day_number(LOCKDOWN), IN_LOCKDOWN, 1.0)
    weights: Floats = month * weekday * lockdown * working_days.is_working_day(days)
    return weights


def _providers(rng: np.random.Generator, is_nps: Flags) -> Ints:
    """Providers in proportion to the people they supervise and to a rate of their own."""
    known = reference.providers()
    weights = known["people_mid_2019"].to_numpy() * rng.lognormal(0, 0.15, known.height)
    chosen = np.empty(len(is_nps), dtype=np.int64)
    for provider_type, rows in (("NPS", is_nps), ("CRC", ~is_nps)):
        of_type = reference.positions(known, "provider_type", provider_type)
        chosen[rows] = of_type[pick(rng, weights[of_type], int(rows.sum()))]
    return chosen


def group_weights(year: int) -> Floats:
    """Share of each offence group in a calendar year: published proportions and assumed shares."""
    mix = reference.read("offence_group_mix")
    charged = mix[f"charged_{min(max(year, 2014), 2018)}"].fill_null(0).to_numpy().astype(np.float64)
    assumed = mix["assumed_share"].fill_null(0).to_numpy()
    shares: Floats = assumed + charged / charged.sum() * (1 - assumed.sum())
    return shares


def _offences(rng: np.random.Generator, years: Ints, is_nps: Flags) -> Ints:
    """Offences whose groups have exact yearly totals, and lean to the type of provider that sees them more.

    Cases and groups are ranked by a noisy leaning each and matched rank by rank.
    """
    lean = reference.read("offence_group_mix")["nps_lean"].to_numpy()
    chosen = np.empty(len(years), dtype=np.int64)
    for year in np.unique(years):
        rows = np.flatnonzero(years == year)
        groups = np.repeat(np.arange(len(lean)), apportion(group_weights(int(year)), len(rows)))
        by_case = rng.permutation(rows)
        by_case = by_case[np.argsort(is_nps[by_case] + rng.normal(0, 0.8, len(rows)), kind="stable")]
        chosen[by_case] = groups[np.argsort(lean[groups] + rng.normal(0, 0.8, len(rows)), kind="stable")]
    return _within_group(rng, chosen)


def _within_group(rng: np.random.Generator, groups: Ints) -> Ints:
    offences = reference.read("offences")
    chosen = np.empty(len(groups), dtype=np.int64)
    for number, name in enumerate(reference.read("offence_group_mix")["offence_group"]):
        members = reference.positions(offences, "offence_group", name)
        weights = np.full(len(members), (1 - CATEGORY_SHARE) / max(len(members) - 1, 1))
        weights[0] = CATEGORY_SHARE
        rows = groups == number
        chosen[rows] = members[pick(rng, weights, int(rows.sum()))]
    return chosen
