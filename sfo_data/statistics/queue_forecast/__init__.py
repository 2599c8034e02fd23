"""When will a queue of reviews be short again? A day-by-day simulation of one team's work, many times over.

All days are working days, counted from the day of knowledge, which is day 0. Reviews wait in order of receipt;
resubmissions, and a share of first submissions, are read first. A team takes up so many rounds a day; reading one
takes some days more and holds up no other.
"""

from sfo_data.statistics.queue_forecast.answers import back_in, by_month, crps, spread
from sfo_data.statistics.queue_forecast.drift import Drift, estimated
from sfo_data.statistics.queue_forecast.queue import NoForecast, Open, Queue, Rate, Share
from sfo_data.statistics.queue_forecast.simulate import Paths, simulate

__all__ = [
    "Drift",
    "NoForecast",
    "Open",
    "Paths",
    "Queue",
    "Rate",
    "Share",
    "back_in",
    "by_month",
    "crps",
    "estimated",
    "simulate",
    "spread",
]
