"""What did the reviews find, in their own words, and how was it coded?"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from sfo_data.statistics.arrays import Ints
from sfo_data.store.schema import FINDINGS
from sfo_data.store.synthetic import reference
from sfo_data.store.synthetic.calibration import PLANTED
from sfo_data.store.synthetic.columns import blank, labels
from sfo_data.store.synthetic.draws import Floats, between, chance, date_column, day_number, lag, pick, stream
from sfo_data.store.synthetic.history import History, identifiers

LEVELS = FINDINGS.column("practice_level").categories
MEAN_FINDINGS, MOST_FINDINGS = 4, 9
USUAL_LEVEL = 0.65  # share of findings that sit where their theme usually does
EMERGING_SHARE, EMERGING_DAYS = 0.16, 300  # share taken by the emerging theme once it has grown for so many days
CODED, CODED_TWICE, SECOND_THEME, AGREEMENT, CODERS = 0.88, 0.10, 0.12, 0.75, 6


@dataclass(frozen=True, eq=False)
class Drawn:
    """One entry per finding: its case and its theme (a row of the themes)."""

    case: Ints
    theme: Ints


def draw(history: History) -> Drawn:
    """The findings of every review accepted by the last day, in order of review."""
    rng = stream(history.seed, "findings")
    accepted = np.flatnonzero(history.accepted <= history.known_on)
    counts = np.minimum(1 + rng.poisson(MEAN_FINDINGS - 1, len(accepted)), MOST_FINDINGS)
    case = np.repeat(accepted, counts)
    themes = reference.read("themes")
    theme = pick(rng, themes["weight"].to_numpy().astype(np.float64), len(case))
    emerging = int(reference.positions(themes, "theme_code", PLANTED.emerging_theme)[0])
    return Drawn(case, np.where(chance(rng, _emerging(history.accepted[case]), len(case)), emerging, theme))


def _emerging(accepted: Ints) -> Floats:
    """Extra share of the emerging theme on each day, growing in a straight line."""
    since = (accepted - day_number(PLANTED.emerging_from)) / EMERGING_DAYS
    share: Floats = EMERGING_SHARE * np.clip(since, 0.0, 1.0)
    return share


def findings(history: History) -> pl.DataFrame:
    """One row per finding, known from the day the review was accepted."""
    drawn = draw(history)
    rng = stream(history.seed, "finding text")
    size = len(drawn.case)
    usual = labels(LEVELS, np.array([LEVELS.index(level) for level in reference.read("themes")["usual_level"]]))
    usual_level = usual.to_physical().to_numpy().astype(np.int64)[drawn.theme]
    level = np.where(chance(rng, USUAL_LEVEL, size), usual_level, between(rng, 0, len(LEVELS) - 1, size))
    frame = pl.DataFrame(
        {
            "finding_id": identifiers("F", np.arange(size) + 1, 8),
            "review_id": history.review_ids(drawn.case),
            "practice_level": labels(LEVELS, level),
            "finding_text": _texts(rng, drawn.theme),
            "known_from": date_column(np.maximum(history.accepted[drawn.case], history.known_from[drawn.case])),
        }
    )
    return blank(frame, {"practice_level": chance(rng, 0.05, size)})


def _texts(rng: np.random.Generator, theme: Ints) -> pl.Series:
    """A sentence for each finding, put together from an opening, what was found, and a closing."""
    themes, sentences, settings = (reference.read(n) for n in ("themes", "finding_sentences", "finding_settings"))
    tones = themes.select("theme_code", "tone")
    parts = {
        part: settings.filter(pl.col("part") == part).select("tone", pl.col("words").alias(part))
        for part in ("opening", "closing")
    }
    every = sentences.join(tones, on="theme_code", maintain_order="left")
    for part in parts.values():
        every = every.join(part, on="tone", maintain_order="left_right")
    every = every.with_columns(text=pl.col("opening") + " " + pl.col("sentence") + pl.col("closing"))
    first = np.array([reference.positions(every, "theme_code", code)[0] for code in themes["theme_code"]])
    count = np.array([(every["theme_code"] == code).sum() for code in themes["theme_code"]])
    return every["text"].gather(first[theme] + np.floor(rng.random(len(theme)) * count[theme]).astype(np.int64))


def finding_codes(history: History) -> pl.DataFrame:
    """One row per theme given by a coder.

    Most findings have one coder, some two, some a second theme from the same coder, and some are not coded.
    """
    drawn = draw(history)
    rng = stream(history.seed, "coding")
    finding = np.flatnonzero(chance(rng, CODED, len(drawn.case)))
    size, themes = len(finding), reference.read("themes").height
    theme, coder = drawn.theme[finding], between(rng, 0, CODERS - 1, size)
    known = np.maximum(history.accepted, history.known_from)[drawn.case[finding]]
    coded = known + lag(rng, 15, 0.8, size, 120)
    other = (theme + between(rng, 1, themes - 1, size)) % themes
    second_coder = (coder + between(rng, 1, CODERS - 1, size)) % CODERS
    seconds_theme = np.where(chance(rng, AGREEMENT, size), theme, other)
    first = _codes(finding, coder, theme, coded)
    also = _codes(finding, coder, other, coded).filter(pl.Series(chance(rng, SECOND_THEME, size)))
    second = _codes(finding, second_coder, seconds_theme, coded + between(rng, 1, 30, size))
    return pl.concat([first, also, second.filter(pl.Series(chance(rng, CODED_TWICE, size)))])


def _codes(finding: Ints, coder: Ints, theme: Ints, coded: Ints) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "finding_id": identifiers("F", finding + 1, 8),
            "coder_id": labels([f"CODER-{number + 1}" for number in range(CODERS)], coder),
            "theme_code": labels(reference.read("themes")["theme_code"].to_list(), theme),
            "coded_on": date_column(coded),
            "known_from": date_column(coded),
        }
    )
