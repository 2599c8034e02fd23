"""When will reviews be finished within the target again, with which team? Fitted to the store, checked on its past."""

from sfo_data.subjects.road_back.fit import Staffing, everything, fit, year_before
from sfo_data.subjects.road_back.replay import coverage, replay
from sfo_data.subjects.road_back.road_back_words import (
    SO_FAR,
    at_best_sentence,
    back_sentence,
    fan_table,
    replay_table,
    scenario_table,
)
from sfo_data.subjects.road_back.scenarios import (
    MARKS,
    Ahead,
    Mark,
    Scenario,
    ahead,
    compared,
    offered,
    open_so_far,
    own,
    rounded,
    teams,
)

__all__ = [
    "MARKS",
    "SO_FAR",
    "Ahead",
    "Mark",
    "Scenario",
    "Staffing",
    "ahead",
    "at_best_sentence",
    "back_sentence",
    "compared",
    "coverage",
    "everything",
    "fan_table",
    "fit",
    "offered",
    "open_so_far",
    "own",
    "replay",
    "replay_table",
    "rounded",
    "scenario_table",
    "teams",
    "year_before",
]
