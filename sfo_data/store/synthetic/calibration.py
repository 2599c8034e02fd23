"""Which figures does the synthetic extract reproduce, and which shapes were assumed?

A figure marked "published" is in `sfo_data/published/`; everything else here is an assumption.
"""

from dataclasses import dataclass
from datetime import date

FIRST_DAY = date(2014, 6, 1)  # published: when the NPS and the CRCs began
KNOWN_ON = date(2020, 5, 11)


@dataclass(frozen=True)
class Block:
    """Notifications wanted in the half-open span from `start` to `end`, by type of provider."""

    start: date
    end: date
    nps: int
    crc: int


# Published: 507 in 2015/16; 517 in 2016/17, of them 283 NPS by the stated rise; 627 in 2017/18 (357 and 270); 493 in
# calendar 2018, 57% and 43%. January to March 2018 lies in both years: 84 and 63 keep the months even. The first and
# the last two blocks, and the split of 2015/16, are assumed.
BLOCKS = (
    Block(FIRST_DAY, date(2015, 4, 1), 212, 188),
    Block(date(2015, 4, 1), date(2016, 4, 1), 270, 237),
    Block(date(2016, 4, 1), date(2017, 4, 1), 283, 234),
    Block(date(2017, 4, 1), date(2018, 1, 1), 273, 207),
    Block(date(2018, 1, 1), date(2018, 4, 1), 84, 63),
    Block(date(2018, 4, 1), date(2019, 1, 1), 197, 149),
    Block(date(2019, 1, 1), date(2020, 1, 1), 290, 210),
    Block(date(2020, 1, 1), date(2020, 5, 12), 92, 66),
)
CASES = sum(block.nps + block.crc for block in BLOCKS)

# How many notifications arrive on a day, relative to an even spread over working days.
MONTHS = (0.98, 0.96, 1.02, 0.98, 1.02, 1.03, 1.06, 1.05, 1.03, 1.02, 1.0, 0.85)
WEEKDAYS = (0.98, 1.1, 1.08, 1.04, 0.8)
LOCKDOWN = date(2020, 3, 23)
IN_LOCKDOWN = 0.75

# Published: 66% of the 124 murder and manslaughter cases of 2018 were low or medium risk: 82.
HOMICIDE_LOW_OR_MEDIUM = 82 / 124

# Share of judged reviews with "No clear judgement", by year of notification; published for 2018 only (inspection, 22%).
NO_CLEAR_JUDGEMENT = {2014: 0.27, 2015: 0.26, 2016: 0.25, 2017: 0.23, 2018: 0.22, 2019: 0.22, 2020: 0.21}

# Published: 50% to 60% of those charged are convicted of the SFO. The upper end is used, because the series of
# convictions lies above it (328 of about 493 in 2018).
CHARGE_OUTCOMES = {
    "Convicted of the SFO": 0.60,
    "Convicted of a lesser offence": 0.17,
    "Acquitted": 0.165,
    "Dropped": 0.065,
}

POSTS_FUNDED = 8
# Posts filled from the month on; the inspection speaks of staff shortages, the numbers are assumed.
POSTS_FILLED = {
    date(2014, 6, 1): 8,
    date(2017, 1, 1): 7,
    date(2017, 9, 1): 6,
    date(2018, 6, 1): 5,
    date(2019, 1, 1): 4,
}
# Rounds a filled post can finish in a working day. Set so that reviews finished late in 2019 took about six months.
ROUNDS_PER_POST = 0.42

# People supervised. Published: 268,062 (March 2017) and 247,759 (December 2019) exactly; above 250,000 in mid-2019 and
# about 224,000 in June 2020 as rounded. The rest is assumed: lower before the Offender Rehabilitation Act took effect
# in February 2015, growing after it.
PEOPLE = {
    date(2014, 6, 30): 219_000,
    date(2014, 12, 31): 220_500,
    date(2015, 12, 31): 246_000,
    date(2016, 12, 31): 264_500,
    date(2017, 3, 31): 268_062,
    date(2018, 3, 31): 263_500,
    date(2018, 12, 31): 257_000,
    date(2019, 6, 30): 253_500,
    date(2019, 12, 31): 247_759,
    date(2020, 3, 31): 241_000,
}
# The NPS's part. Published: just over 106,000, about 42%, in mid-2019.
NPS_SHARE = {
    date(2014, 6, 30): 0.37,
    date(2016, 12, 31): 0.395,
    date(2019, 6, 30): 106_400 / 253_500,
    date(2020, 3, 31): 0.427,
}
# Shares of the caseload by risk: Low, Medium, High, Very high, Not recorded.
CASELOAD_RISK = {"NPS": (0.05, 0.38, 0.515, 0.03, 0.025), "CRC": (0.36, 0.575, 0.012, 0.0, 0.053)}


@dataclass(frozen=True)
class Planted:
    """A signal put into the extract on purpose, that an analysis should find."""

    emerging_theme: str = "IN1"
    emerging_from: date = date(2019, 1, 1)
    sharing_division: str = "South East and Eastern"
    take_up_division: str = "North East"


PLANTED = Planted()
