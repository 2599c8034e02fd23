"""When will reviews be finished within the target again, with which team? Fitted to the store, checked on its past."""

from sfo_data.road_back.fit import Staffing, everything, fit
from sfo_data.road_back.replay import coverage, replay
from sfo_data.road_back.scenarios import MARKS, Ahead, Scenario, ahead, compared, offered, open_so_far, own, rounded
from sfo_data.road_back.words import SO_FAR, at_best_sentence, back_sentence, fan_table, replay_table, scenario_table

__all__ = [
    "MARKS",
    "SO_FAR",
    "Ahead",
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
]
