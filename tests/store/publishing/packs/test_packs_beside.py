"""A reader with the packs of England and Wales, a division and one of its CRCs, of two weeks, comes too near nobody."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise

import pytest

from sfo_data.publishing.briefing import Briefing, joint_protection, shown_together, weekly
from sfo_data.publishing.briefing.recipients import Recipient, recipients
from sfo_data.publishing.packs import manifest, pack
from sfo_data.publishing.packs.document import html
from sfo_data.publishing.packs.making import shared
from sfo_data.publishing.provenance import keys
from sfo_data.questions import queries
from sfo_data.store.database import Store
from tests import oracle
from tests.material.bounds import bounded
from tests.material.box import NEWEST
from tests.material.pack_numbers import Cell, told
from tests.material.printed import drawings
from tests.material.told_together import offence_told, risk_told

LEAST, WIDTH, ALIKE = 5, 5, 20
EARLIER = NEWEST - timedelta(weeks=1)
YEAR, YEAR_BEFORE = (date(2019, 5, 1), date(2020, 5, 1)), (date(2018, 5, 1), date(2019, 5, 1))
MONTHS = [date(2017 + n // 12, n % 12 + 1, 1) for n in range(4, 40)]
# Each lies in the one before.
CHAIN: list[dict[str, list[str]]] = [
    {},
    {"division": ["Wales"]},
    {"provider": ["Wales CRC"]},
]
PLACES = ("national", "Wales", "Wales CRC")
STATES = {"overdue": "open_over_target", "waiting": "open_reviews", "actions overdue": "actions_overdue"}

# Their names themselves tell that there is somebody: groups of nobody are not listed.
GROUPS = ("offence", "risk")

Name = tuple[object, ...]
Exact = dict[Name, int]
Shown = dict[Name, int]
Equations = list[tuple[list[Name], list[Name]]]


Packs = dict[tuple[date, str], Mapping[str, bytes]]


@pytest.fixture(scope="module")
def packs(duckdb_url: str) -> Packs:
    """The files of six packs; the charts in the HTML are stand-ins, and those of the slides are the packs' own."""
    store = Store(duckdb_url)
    return of_week(store, EARLIER, protect=shown_together) | of_week(store, NEWEST, protect=shown_together)


def of_week(store: Store, day: date, protect: Callable[..., joint_protection.ShownTogether]) -> Packs:
    read, facts = shared(queries.reader(store)), queries.facts(store, day)
    everybody = {each.name: each for each in recipients(queries.ask(store, "providers", known_on=day))}
    chosen = {name: everybody[name].filters(facts.known, day, "last-12-months") for name in PLACES}
    together = protect(read, facts, chosen["national"], "wider")
    return {
        (day, name): files(everybody[name], weekly(read, facts, filters, "wider", together))
        for name, filters in chosen.items()
    }


def files(recipient: Recipient, briefing: Briefing) -> Mapping[str, bytes]:
    made = pack.draft(recipient, briefing)
    page = html(briefing, drawings(briefing), made.code).encode()
    office = {**pack.files_without_browser(made), "briefing.html": page}
    signed = manifest.manifest(briefing, made.view, office, keys.signing_key())
    return {**office, manifest.NAME: signed}


@pytest.fixture(scope="module")
def truth(deliveries) -> Exact:
    """Every count of the packs, by week and place, counted a second, naive way."""
    found: Exact = {}
    for day in (EARLIER, NEWEST):
        naive = oracle.build(deliveries / day.isoformat(), day)
        for name, where in zip(PLACES, CHAIN, strict=True):
            found |= {(day, name, *cell): count for cell, count in counts_of(naive, where).items()}
    return found


def counts_of(naive: oracle.Oracle, where: dict[str, list[str]]) -> dict[Cell, int]:
    now, then = (oracle.inside(naive.cases, "notified_on", *dates, where) for dates in (YEAR, YEAR_BEFORE))
    found: dict[Cell, int] = {("low",): sum(each["risk_at_offence"] in oracle.LOW for each in now)}
    for end, cases in (((), now), (("before",), then)):
        homicides = [each for each in cases if each["is_murder"]]
        found["reviews", *end], found["homicides", *end] = len(cases), len(homicides)
        found["low of homicides", *end] = sum(each["risk_at_offence"] in oracle.LOW for each in homicides)
    found |= Counter(("offence", offence_told(each["offence_group"])) for each in now)
    found |= Counter(("risk", each["provider_type"], risk_told(each["risk_at_offence"])) for each in now)
    for cell, measure in STATES.items():
        found[cell,] = int(oracle.NAIVE[measure][1](oracle.counted(naive, measure, *YEAR, where))[0] or 0)
    every = oracle.inside(naive.cases, None, *YEAR, where)
    by_month = Counter(each["notified_on"].replace(day=1) for each in every)
    return found | {("month", month.isoformat()): by_month[month] for month in MONTHS}


def shown_of(packs: Packs, truth: Exact) -> tuple[Shown, set[Name]]:
    """All that the packs tell, whichever of their files tells it, and which groups are listed as withheld.

    No two files tell a cell differently.
    """
    found, listed = Shown(), set[Name]()
    for (day, place), content in packs.items():
        for cells in told(content).values():
            for cell, text in cells.items():
                where = {"last week": (EARLIER, place), "national": (day, "national")}.get(cell[-1], (day, place))
                name: Name = (*where, *(cell if where == (day, place) else cell[:-1]))
                if text == "[c]" and name in truth:
                    listed.add(name)
                if text.strip("%").isdigit() and (name in truth or cell[0] == "quarter"):
                    count = truth.get(name, 0) if text.endswith("%") else int(text)
                    # A share is told in whole hundredths of a count of some dozens: a reader works the count out.
                    assert found.setdefault(name, count) == count, name
    return found, listed


def equations_of(truth: Exact, shown: Shown, listed: set[Name]) -> Equations:
    """What a reader knows: parts add up, months are quarters and years, what a place leaves of another is people."""
    found: Equations = []
    for day in (EARLIER, NEWEST):
        for place in PLACES:
            at = (day, place)
            own = [name for name in truth if name[:2] == at]
            for part in GROUPS:
                parts = [name for name in own if name[2] == part]
                found += adds_up((*at, "reviews"), parts, truth, listed | set(shown))
            homicides = [name for name in own if name[2:] == ("offence", offence_told("Murder"))]
            found += adds_up((*at, "homicides"), homicides, truth, listed | set(shown))
            low = [name for name in own if name[2] == "risk" and name[-1] == risk_told("Low")]
            found += adds_up((*at, "low"), low, truth, listed | set(shown))
            for end, (start, stop) in (((), YEAR), (("before",), YEAR_BEFORE)):
                months = [(*at, "month", each.isoformat()) for each in MONTHS if start <= each < stop]
                found.append(([(*at, "reviews", *end)], months))
                found += rests(truth, [((*at, "low of homicides", *end), (*at, "homicides", *end)),
                                       ((*at, "homicides", *end), (*at, "reviews", *end))])  # fmt: skip
            found += rests(truth, [((*at, "low"), (*at, "reviews")), ((*at, "overdue"), (*at, "waiting")),
                                   ((*at, "low of homicides"), (*at, "low"))])  # fmt: skip
            for name in [name for name in shown if name[:3] == (*at, "quarter")]:
                first = MONTHS.index(date.fromisoformat(str(name[3])))
                truth[name] = shown[name]
                found.append(([name], [(*at, "month", each.isoformat()) for each in MONTHS[first : first + 3]]))
        for outer, inner in [*pairwise(PLACES), (PLACES[0], PLACES[2])]:
            pairs = [((day, inner, *name[2:]), name) for name in list(truth) if name[:2] == (day, outer)]
            found += rests(truth, [pair for pair in pairs if pair[0] in truth and "rest" not in pair[1]])
    return found


def adds_up(whole: Name, parts: list[Name], truth: Exact, named: set[Name]) -> Equations:
    """The parts and, where the pack does not list them, such as there may be beside those that there are."""
    others: list[Name] = [] if named & set(parts) else [("others", *whole, *parts[:1])]
    truth |= dict.fromkeys(others, 0)
    return [([whole], [*parts, *others])]


def rests(truth: Exact, pairs: Iterable[tuple[Name, Name]]) -> Equations:
    found: Equations = []
    for part, whole in pairs:
        rest: Name = ("rest", part, whole)
        truth[rest] = truth[whole] - truth[part]
        found.append(([whole], [part, rest]))
    return found


def too_near(truth: Exact, shown: Shown, listed: set[Name], equations: Equations) -> list[tuple[Name, float, float]]:
    """Every count of 1 to 4, and none or all of a base under 20, that is bounded more narrowly than the policy."""
    limits = {
        name: (shown[name],) * 2 if name in shown else (int(name in listed and name[2] in GROUPS), None)
        for name in truth
    }
    small = {name for name, count in truth.items() if 1 <= count < LEAST}
    small |= {
        name for name, count in truth.items()
        if name[0] == "rest" and count == 0 and 0 < truth[name[2]] < ALIKE and name[1][:2] == name[2][:2]
    }  # fmt: skip
    assert len(small) > 100
    found = bounded(limits, equations, small)
    return [each for each in found if each[2] - each[1] < WIDTH - 1e-6]


def test_nobody_can_be_worked_out_from_the_packs_of_three_places_and_two_weeks(packs, truth):
    exact = dict(truth)
    shown, listed = shown_of(packs, exact)
    assert all(exact[name] == count for name, count in shown.items() if name in exact)
    assert len(shown) > 120
    assert too_near(exact, shown, listed, equations_of(exact, shown, listed)) == []


def test_the_reader_notices_a_planted_leak(packs, truth):
    exact = dict(truth)
    shown, listed = shown_of(packs, exact)
    # What the division's pack withholds of a small group, were the pack of the CRC in it to tell all but that.
    group = next(
        name for name, count in exact.items()
        if name[:3] == (NEWEST, PLACES[1], "offence") and 1 <= count < LEAST and name not in shown
    )  # fmt: skip
    planted = shown | {name: count for name, count in exact.items() if name[:3] == group[:3] and name != group}
    assert group in [name for name, *_ in too_near(exact, planted, listed, equations_of(exact, planted, listed))]


def test_the_reader_notices_packs_that_were_protected_one_by_one(duckdb_url, truth):
    alone = of_week(Store(duckdb_url), NEWEST, protect=lambda *_: joint_protection.ShownTogether({}, frozenset()))
    exact = dict(truth)
    shown, listed = shown_of(alone, exact)
    found = too_near(exact, shown, listed, equations_of(exact, shown, listed))
    # Cases of murder and manslaughter in the division less the CRC's are those of the NPS, to the number.
    others = ("rest", (NEWEST, PLACES[2], "homicides"), (NEWEST, PLACES[1], "homicides"))
    assert {name: ends for name, *ends in found}[others] == [exact[others]] * 2 and 1 <= exact[others] < LEAST
