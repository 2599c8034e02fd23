"""A queue planted by a simulation of single days, with known rates that may drift, and how it looks on a day."""

from collections import defaultdict
from datetime import date

import numpy as np
import polars as pl

from sfo_data.definitions.reporting_calendar import calendar_days

DAYS = calendar_days().filter(pl.col("is_working_day"), pl.col("day") >= date(2016, 1, 1))["day"].to_list()
TODAY, YEAR = 600, 253
STAFFING = pl.DataFrame({"month_start_on": [date(2015, 1, 1)], "posts_funded": [8], "posts_filled": [4]})


def staffing(_known_on):
    return STAFFING


def day(number):
    """A working day's date."""
    return None if number is None else DAYS[number]


def drifting(monthly, today):
    """A rate in parts of that of a year before TODAY, from which on it moves by `monthly` in 21 working days."""
    return (1 + monthly) ** (max(today - (TODAY - YEAR), 0) / 21)


def plant(seed, last, notified=1.9, output=0.42, is_poisson=True, arrivals_drift=0.0, pace_drift=0.0):
    """Reviews with their rounds, played one working day at a time with known rates; days are numbers."""
    rng = np.random.default_rng(seed)
    reviews, ordinary, ahead, owed = [], [], [], 0.0
    coming = defaultdict(list)
    for today in range(last + 1):
        for _ in range(rng.poisson(notified * drifting(arrivals_drift, today))):
            due = today + 63
            extended = due + int(rng.integers(20, 60)) if rng.random() < 0.3 else None
            sent = (extended or due) + int(rng.integers(-5, 15))
            stops = today + 1 + int(rng.exponential(1 / 0.0008))
            reviews.append({"notified": today, "due": due, "extended": extended, "sent": sent, "stops": stops,
                            "rounds": [], "accepted": None})  # fmt: skip
            coming[sent].append(reviews[-1])
        for review in coming.pop(today, ()):
            if review["stops"] > today:
                review["rounds"].append({"received": today, "taken": None, "done": None, "outcome": None})
                (ahead if len(review["rounds"]) > 1 or rng.random() < 0.12 else ordinary).append(review)
        pace = 4 * output * drifting(pace_drift, today)
        owed += 0 if is_poisson else pace
        places = rng.poisson(pace) if is_poisson else int(owed)
        owed -= int(owed)
        while places and (ahead or ordinary):
            review = (ahead or ordinary).pop(0)
            if review["stops"] <= today:
                continue
            places -= 1
            nth = review["rounds"][-1]
            nth["taken"], done = today, today + int(rng.integers(2, 11))
            if done >= review["stops"]:
                continue
            nth["done"] = done
            if len(review["rounds"]) < 3 and rng.random() < (0.22, 0.12)[len(review["rounds"]) - 1]:
                nth["outcome"], back = "Returned", done + int(rng.integers(10, 31))
                coming[back].append(review)
            else:
                nth["outcome"], review["accepted"] = "Accepted", done
    return reviews


def as_known(reviews, now):
    """A reader of the two questions as they were known on the working day numbered `now`."""

    def known(number):
        return day(number) if number is not None and number <= now else None

    review_rows, round_rows = [], []
    for at, each in enumerate(reviews):
        if each["notified"] > now:
            continue
        stops = each["stops"] if each["accepted"] is None or each["stops"] < each["accepted"] else None
        mine = [nth for nth in each["rounds"] if nth["received"] <= now]
        done = [nth for nth in mine if known(nth["done"])]
        status = (
            "Withdrawn" if known(stops) else "QA complete" if known(each["accepted"]) else "Being written"
            if not mine else "Returned to provider" if len(done) == len(mine) else "With QA"
        )  # fmt: skip
        is_agreed = each["extended"] is not None and each["due"] - 5 <= now
        review_rows.append(
            (f"R{at:05}", day(each["notified"]), day(each["due"]), day(each["extended"]) if is_agreed else None,
             known(stops), mine[0]["received"] and day(mine[0]["received"]) if mine else None, known(each["accepted"]),
             status)
        )  # fmt: skip
        for place, nth in enumerate(mine):
            outcome = nth["outcome"] if known(nth["done"]) else "Not recorded"
            round_rows.append((f"R{at:05}", place + 1, day(nth["received"]), known(nth["taken"]), known(nth["done"]),
                               outcome, known(stops)))  # fmt: skip
    frames = {
        "reviews": frame(review_rows, "notified_on review_due_on extended_to_on withdrawn_on qa_received_on "
                         "qa_completed_on", "review_status"),
        "qa_rounds": frame([(r[0], r[1], *r[2:5], r[6], r[5]) for r in round_rows],
                           "received_on allocated_on completed_on withdrawn_on", "outcome"),
    }  # fmt: skip
    return lambda question, _filters, _dated_by: frames[question]


def frame(rows, dates, last):
    numbers = {"round_number": pl.Int64} if last == "outcome" else {}
    schema = {"review_id": pl.String, **numbers, **dict.fromkeys(dates.split(), pl.Date), last: pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")
