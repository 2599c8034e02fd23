"""Does the road back hold what comes where nothing drifts, and where something does?

Run: python -m tests.benchmarks.forecast_drift [--quick]. Planted queues are forecast from one day and played on.
"""

import argparse
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

import numpy as np

from sfo_data.statistics.queue_forecast import simulate, spread
from sfo_data.subjects import road_back
from tests.material.planted_queue import DAYS, TODAY, as_known, plant, staffing

# Six and twelve months of working days.
HORIZONS = (126, 253)
PATHS = 200
QUANTITIES = ("open", "finished")


@dataclass(frozen=True)
class World:
    """How pace and arrivals move a month; of `output` rounds a post and day 0.62 keep pace, 0.42 do not."""

    name: str
    pace: float = 0.0
    arrivals: float = 0.0
    output: float = 0.42


WORLDS = (
    World("Nothing drifts, backlog grows"),
    World("Pace falls 2% a month", pace=-0.02),
    World("Pace rises 2% a month", pace=0.02),
    World("Arrivals rise 2% a month", arrivals=0.02),
    World("Arrivals fall 2% a month", arrivals=-0.02),
    World("Nothing drifts, team keeps pace", output=0.62),
    World("Team kept pace, falls 2% a month", pace=-0.02, output=0.62),
)


def one_seed(world: World, seed: int) -> list[float]:
    """By horizon and quantity: 1 where the 80% interval holds what came, else 0; then its width over the middle."""
    last = TODAY + HORIZONS[-1]
    reviews = plant(seed, last, output=world.output, pace_drift=world.pace, arrivals_drift=world.arrivals)
    queue = road_back.fit(as_known(reviews, TODAY), staffing, DAYS[TODAY])
    paths = simulate(queue, PATHS, HORIZONS[-1], seed, 20)
    inside, width = [], []
    for days in HORIZONS:
        drawn = {"open": paths.open[:, days - 1], "finished": paths.finished[:, :days].sum(axis=1)}
        for name, came in came_of(reviews, TODAY + days).items():
            middle, lower, upper = spread(drawn[name])
            inside.append(float(lower <= came <= upper))
            width.append(float((upper - lower) / max(middle, 1)))
    return inside + width


def came_of(reviews: list[dict], day: int) -> dict[str, int]:
    """Reviews open at the end of a day, and rounds finished since TODAY."""
    ended = [min(each["stops"], each["accepted"] or 10**6) for each in reviews]
    here = [bool(each["rounds"]) and each["rounds"][0]["received"] <= day for each in reviews]
    done = [nth["done"] for each in reviews for nth in each["rounds"] if nth["done"] is not None]
    return {
        "open": sum(is_here and end > day for is_here, end in zip(here, ended, strict=True)),
        "finished": sum(TODAY < each <= day for each in done),
    }


def measure(world: World, seeds: int, each=map) -> np.ndarray:
    """Means over seeds: the share held, then the relative width, each by horizon and quantity."""
    return np.mean(list(each(partial(one_seed, world), range(1000, 1000 + seeds))), axis=0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--quick", action="store_true", help="40 seeds")
    args = parser.parse_args()
    seeds = 40 if args.quick else args.seeds
    heads = [f"{name}, {days // 21} months" for days in HORIZONS for name in QUANTITIES]
    print(f"| World, {seeds} seeds | {' | '.join(heads)} | width of open, 12 months |\n|{' --- |' * 6}")
    with ProcessPoolExecutor(max_workers=2, mp_context=get_context("spawn")) as pool:
        for world in WORLDS:
            found = measure(world, seeds, pool.map)
            print(
                f"| {world.name} | {' | '.join(f'{share:.0%}' for share in found[:4])} | {found[6]:.0%} |", flush=True
            )


if __name__ == "__main__":
    main()
