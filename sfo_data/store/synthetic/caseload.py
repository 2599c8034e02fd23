"""How many people did each provider supervise at the end of each quarter, by risk?"""

from collections.abc import Mapping
from datetime import date

import numpy as np
import polars as pl

from sfo_data.statistics.arrays import Ints
from sfo_data.store.schema import CASELOAD
from sfo_data.store.synthetic import reference
from sfo_data.store.synthetic.calibration import CASELOAD_RISK, KNOWN_ON, NPS_SHARE, PEOPLE
from sfo_data.store.synthetic.draws import Floats, apportion, date_column, day_number, stream

PUBLISHED_AFTER = 40  # days from the end of a quarter to its figures
RISKS = CASELOAD.column("risk").categories


def caseload(seed: int) -> pl.DataFrame:
    """One row per quarter, provider and risk. It does not grow with the number of cases."""
    rng = stream(seed, "caseload")
    known = reference.providers()
    mix = np.array([CASELOAD_RISK[provider_type] for provider_type in known["provider_type"]])
    mix = mix * rng.lognormal(0, 0.12, mix.shape)
    quarters = _quarter_ends()
    people = np.stack([_quarter(end, mix) for end in quarters])
    quarter, provider, risk = np.nonzero(people >= 0)
    ends = np.array([day_number(end) for end in quarters])[quarter]
    return pl.DataFrame(
        {
            "quarter_end_on": date_column(ends),
            "provider_code": known["provider_code"].gather(provider),
            "risk": pl.Series(RISKS).gather(risk),
            "people": people[quarter, provider, risk],
            "known_from": date_column(ends + PUBLISHED_AFTER),
        }
    )


def _quarter_ends() -> list[date]:
    ends = pl.date_range(min(PEOPLE), KNOWN_ON, "1d", eager=True)
    return ends.filter((ends.dt.month_end() == ends) & (ends.dt.month() % 3 == 0)).to_list()


def _between(anchors: Mapping[date, float], day: date) -> float:
    """The value on `day` on straight lines between the anchors."""
    return float(np.interp(day_number(day), [day_number(anchor) for anchor in anchors], list(anchors.values())))


def _quarter(end: date, mix: Floats) -> Ints:
    """People by provider and risk: the total exact, each provider in proportion to its size in mid-2019."""
    known = reference.providers()
    total = round(_between(PEOPLE, end))
    nps = round(total * _between(NPS_SHARE, end))
    people = np.zeros(mix.shape, dtype=np.int64)
    for provider_type, wanted in (("NPS", nps), ("CRC", total - nps)):
        rows = reference.positions(known, "provider_type", provider_type)
        sizes = apportion(known["people_mid_2019"].to_numpy()[rows].astype(np.float64), wanted)
        for row, size in zip(rows, sizes, strict=True):
            people[row] = apportion(mix[row], int(size))
    return people
