"""The weekly briefing against the deliveries counted a second, naive way, and against an attacker of its own."""

from ast import literal_eval
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.optimize import linprog

from sfo_data.definitions.filters import Known, from_choices
from sfo_data.definitions.measures import MEASURES
from sfo_data.publishing.briefing import (
    Briefing,
    Parts,
    Trend,
    briefing_words,
    data_sha256,
    joint_protection,
    numbers,
    shown_together,
    view_of,
    weekly,
)
from sfo_data.publishing.briefing.weekly import last_week
from sfo_data.publishing.provenance import code_of
from sfo_data.questions import queries
from sfo_data.security.disclosure import Audience
from sfo_data.store.database import Store
from tests import oracle
from tests.material.box import NEWEST
from tests.material.told_together import offence_told, risk_told

EARLIER = NEWEST - timedelta(weeks=1)
YEAR = (date(2019, 5, 1), date(2020, 5, 1))
PLACES: list[dict[str, list[str]]] = [{}, {"division": ["London"]}, {"provider": ["Kent, Surrey and Sussex CRC"]}]
NO_EVIDENCE = "No evidence of change"
COUNTS = ("sfo_reviews", "murder_or_manslaughter", "open_over_target")


@cache
def read_of(url: str) -> tuple[queries.Read, queries.Facts]:
    """A reader that keeps its answers: 29 briefings ask much the same."""
    store = Store(url)
    return cache(queries.reader(store)), queries.facts(store)


@cache
def _made(url: str, chosen: str, known_on: date, audience: Audience) -> Briefing:
    read, facts = read_of(url)
    filters = from_choices(facts.known, literal_eval(chosen), "last-12-months", known_on)
    return weekly(read, facts, filters, audience, together(url, known_on, audience))


@cache
def together(url: str, known_on: date, audience: Audience) -> joint_protection.ShownTogether:
    """What 29 packs may tell beside each other, worked out once for all of them."""
    read, facts = read_of(url)
    return shown_together(read, facts, from_choices(facts.known, {}, "last-12-months", known_on), audience)


def made(
    store: Store, chosen: dict[str, list[str]], known_on: date = NEWEST, audience: Audience = "internal"
) -> Briefing:
    return _made(store.url, repr(chosen), known_on, audience)


@pytest.fixture(scope="module")
def week_before(deliveries: Path) -> oracle.Oracle:
    return oracle.build(deliveries / EARLIER.isoformat(), EARLIER)


@pytest.mark.parametrize("chosen", PLACES, ids=str)
def test_headline_figures_and_last_weeks_are_those_of_a_naive_count(
    store: Store, naive: oracle.Oracle, week_before: oracle.Oracle, chosen: dict[str, list[str]]
):
    cards = {card.measure: card for card in made(store, chosen).cards}
    for name in COUNTS:
        counted = (str(len_of(each, name, chosen)) for each in (naive, week_before))
        assert (cards[name].value, cards[name].last_week) == tuple(counted)
    for name, card in cards.items():
        top, bottom, value = oracle.NAIVE[name][1](oracle.counted(naive, name, *YEAR, chosen))
        if MEASURES[name].kind == "share" and bottom < 20:
            assert card.value == f"{top} of {bottom:.0f}"
            continue
        shown = card.value.replace(",", "").replace("%", "")
        assert float(shown) == pytest.approx(float(value) * (100 if "%" in card.value else 1), abs=0.5)


def len_of(found: oracle.Oracle, name: str, chosen: dict[str, list[str]]) -> int:
    return int(oracle.NAIVE[name][1](oracle.counted(found, name, *YEAR, chosen))[0])


def test_the_title_says_only_what_a_rule_allows(store: Store):
    for chosen in PLACES:
        briefing = made(store, chosen)
        first = briefing.title.split(".")[0]
        if first.startswith(NO_EVIDENCE):
            assert any(NO_EVIDENCE in line for line in briefing.over_time)
        else:
            assert any(first[:40] in line for line in briefing.over_time)


def test_a_briefing_of_an_earlier_week_says_what_was_known_then(store: Store, week_before: oracle.Oracle):
    then = made(store, {}, EARLIER)
    now = made(store, {})
    assert [card.value for card in then.cards if card.measure in COUNTS] == [
        str(len_of(week_before, name, {})) for name in COUNTS
    ]
    assert then.earlier == EARLIER - timedelta(weeks=1) and data_sha256(then) != data_sha256(now)


def test_the_first_week_has_no_week_before(store: Store):
    first = queries.facts(store).known.states[0]
    briefing = made(store, {}, first)
    assert briefing.earlier is None and {card.last_week for card in briefing.cards} == {"–"}
    assert briefing_words.since(briefing) == "What changed since last week" and dict(briefing.changed) == {}
    assert briefing_words.changed(briefing) == ["Not known: the store holds no state of knowledge from a week before"]


def test_months_of_the_week_before_are_those_it_counted_itself():
    """The first briefing of a month shows another 12 months than the last of the month before."""
    known = Known(date(2020, 5, 4), date(2014, 6, 2), (date(2020, 4, 27), date(2020, 5, 4)), {})
    then = last_week(from_choices(known, {}, "last-12-months", known.known_on), date(2020, 4, 27), known.first_day)
    assert (then.period.start, then.period.end) == (date(2019, 4, 1), date(2020, 4, 1))
    chosen = last_week(
        from_choices(known, {}, "2019-01-01..2019-12-31", known.known_on), date(2020, 4, 27), known.first_day
    )
    assert (chosen.period.start, chosen.period.end) == (date(2019, 1, 1), date(2020, 1, 1))


def test_decisions_name_their_numbers(store: Store, naive: oracle.Oracle):
    found = {each.page: each.because for each in made(store, {}).decisions}
    late, waiting = (len_of(naive, name, {}) for name in ("open_over_target", "open_reviews"))
    because = [each.because for each in made(store, {}).decisions]
    assert any(
        text.startswith(f"{late} of {waiting} open for more than 20 working days; the oldest, ") for text in because
    )
    overdue = len_of(naive, "actions_overdue", {})
    assert found["actions"].startswith(f"{overdue} actions overdue")
    after = NEWEST - timedelta(weeks=13)
    received = [c for c in naive.cases if c["qa_received_on"] and c["qa_received_on"] > after]
    assert any(f"{len(received)} reviews came" in text for text in because)


def test_every_number_has_a_table_and_any_other_number_another_code(store: Store):
    briefing = made(store, {})
    tables = {each.name: each.table for each in numbers(briefing)}
    assert [name for name, table in tables.items() if table.is_empty()] == []
    assert tables["headline_figures"]["Value"].to_list() == [card.value for card in briefing.cards]
    _made.cache_clear()
    again = made(store, {})
    assert again is not briefing
    assert code_of(view_of(briefing)) == code_of(view_of(again))
    assert code_of(view_of(briefing)) != code_of(view_of(made(store, {"division": ["London"]})))


def test_both_engines_print_the_same_code(duckdb_url: str, postgres_url: str):
    for audience in ("internal", "wider"):
        codes = {code_of(view_of(made(Store(url), PLACES[1], NEWEST, audience))) for url in (duckdb_url, postgres_url)}
        assert len(codes) == 1


# --- What a wider audience is told ---


def test_a_wider_audience_is_told_no_count_under_five(duckdb_url: str):
    for chosen in recipients(Store(duckdb_url)):
        briefing = made(Store(duckdb_url), chosen, NEWEST, "wider")
        shown = [
            int(card.value.replace(",", ""))
            for card in briefing.cards
            if card.measure in COUNTS and card.value != "[c]"
        ]
        shown += [count for count in briefing.changed.values() if count is not None]
        shown += [
            n for each in briefing.figures if isinstance(each, Parts) for n in each.frame["numerator"].drop_nulls()
        ]
        for each in briefing.figures:
            if isinstance(each, Trend) and each.chart and each.name.startswith("sfo_reviews"):
                shown += each.chart.points["numerator"].to_list()
                year = each.chart.points.filter(pl.col("when").is_between(*YEAR, closed="left"))
                shown.append(int(briefing.cards[0].value) - year["numerator"].sum())
        assert [count for count in shown if 0 < count < 5] == []


def test_an_attacker_with_the_whole_page_cannot_tell_a_small_count(duckdb_url: str):
    store, attacked = Store(duckdb_url), 0
    for chosen in recipients(store):
        told, exact = (made(store, chosen, NEWEST, audience) for audience in ("wider", "internal"))
        attacked += attack(told, exact)
    assert attacked > 100


def test_what_a_pack_leaves_of_the_national_one_or_of_its_divisions_is_never_one_to_four(duckdb_url: str):
    store, held = Store(duckdb_url), 0
    division_of = dict(queries.ask(store, "providers", known_on=NEWEST).select("provider", "division").iter_rows())
    for chosen in with_packs(store):
        outer = [{}] + [{"division": [division_of[name]]} for name in chosen.get("provider", ())]
        inner = counts_of(made(store, chosen, NEWEST, "wider"))
        for each in outer:
            whole = counts_of(made(store, each, NEWEST, "wider"))
            left = {cell: whole[cell] - inner[cell] for cell in inner.keys() & whole.keys()}
            held += len(left)
            assert {cell: rest for cell, rest in left.items() if 1 <= rest < 5} == {}, (chosen, each)
    assert held > 80


@pytest.mark.parametrize("weeks_ago", range(5))
def test_the_national_pack_of_a_wider_audience_withholds_next_to_nothing(duckdb_url: str, weeks_ago: int):
    day = NEWEST - timedelta(weeks=weeks_ago)
    told = made(Store(duckdb_url), {}, day, "wider")
    assert all(each.is_drawn for each in told.figures)
    assert told.figures[2].title.startswith("Murder and manslaughter is the largest offence group: ")
    cells = [str(cell) for each in numbers(told) for row in each.table.iter_rows() for cell in row[1:]]
    assert len(cells) > 300 and cells.count("[c]") <= 0.02 * len(cells)
    # What is withheld are counts of one to four: of the week, and how far a card has moved since.
    true = made(Store(duckdb_url), {}, day).changed
    assert all(1 <= true[kind] < 5 for kind, count in told.changed.items() if count is None)


def with_packs(store: Store) -> list[dict[str, list[str]]]:
    """The places with a pack of their own: divisions and CRCs."""
    return [chosen for chosen in recipients(store)[1:] if not chosen.get("provider", [""])[0].startswith("NPS")]


def counts_of(briefing: Briefing) -> dict[str, int]:
    """Every count told on the page, by what it is of."""
    found = {card.measure: int(card.value.replace(",", "")) for card in briefing.cards if card.measure in COUNTS
             and card.value != "[c]"}  # fmt: skip
    for name in ("offence_groups", "risk_by_provider_type"):
        found |= {label: count for label, count in table_of(briefing, name).items() if count is not None}
    for each in briefing.figures:
        if isinstance(each, Trend) and each.chart and each.name.startswith("sfo_reviews"):
            points = each.chart.points.select("when", "numerator")
            found |= {f"{each.chart.grain} {when}": count for when, count in points.iter_rows()}
    return found


def test_no_pack_of_a_place_names_another(duckdb_url: str):
    store = Store(duckdb_url)
    names = {label for chosen in recipients(store)[1:] for labels in chosen.values() for label in labels}
    for chosen in with_packs(store):
        briefing = made(store, chosen, NEWEST, "wider")
        text = "\n".join(
            [briefing.title, *(f"{each.title}\n{each.about}\n{each.table.rows()}" for each in numbers(briefing))]
        )
        for own in ("England and Wales", *(label for labels in chosen.values() for label in labels)):
            text = text.replace(own, "")
        assert [name for name in names if name in text] == [], chosen


def test_the_attacker_finds_a_planted_leak(duckdb_url: str):
    told, exact = (made(Store(duckdb_url), PLACES[1], NEWEST, audience) for audience in ("wider", "internal"))
    parts = next(each for each in told.figures if each.name == "offence_groups")
    assert isinstance(parts, Parts)
    true = together_of(exact, "offence_groups")
    small = min(name for name, count in true.items() if 0 < count < 5)
    # All but one small group told: the total gives that one away.
    leak = told.figures[2].table.with_columns(
        pl.Series(
            "SFO notifications and reviews",
            [str(true[n]) if n != small else "[c]" for n in told.figures[2].table["Offence group"]],
        )
    )
    leaked = replace(told, figures=(*told.figures[:2], replace(parts, table=leak), told.figures[3]))
    with pytest.raises(AssertionError, match="can be worked out"):
        attack(leaked, exact)


def recipients(store: Store) -> list[dict[str, list[str]]]:
    options = queries.facts(store).known.options
    return [{}, *({"division": [d]} for d in options["division"]), *({"provider": [p]} for p in options["provider"])]


def table_of(briefing: Briefing, name: str) -> dict[str, int | None]:
    """The counts of a table as it is printed, None where it has [c]."""
    table = next(each.table for each in briefing.figures if each.name == name)
    if table.columns[0] == "Measure":
        return {}
    labels = [" ".join(row[:-3]) for row in table.iter_rows()]
    counts = table[:, -3].to_list()
    return {label: None if str(n) == "[c]" else int(float(n)) for label, n in zip(labels, counts, strict=True)}


def together_of(exact: Briefing, name: str) -> dict[str, int]:
    """The counts of a table that tells all, put together as a wider audience is told them."""
    found: Counter[str] = Counter()
    for label, count in table_of(exact, name).items():
        kind, _, risk = label.partition(" ")
        found[offence_told(label) if name == "offence_groups" else f"{kind} {risk_told(risk)}"] += count or 0
    return found


def attack(told: Briefing, exact: Briefing) -> int:
    """Bounds every small count of the two tables from all that is told, by linear programmes; how many there were.

    What an attacker has: the two tables add up to one total, which the card tells or does not; nothing is negative.
    """
    card = next(each for each in told.cards if each.measure == "sfo_reviews")
    seen = {name: table_of(told, name) for name in ("offence_groups", "risk_by_provider_type")}
    true = {name: together_of(exact, name) for name in seen}
    cells = [(name, label) for name, labels in seen.items() for label in labels] + [("total", "")]
    place = {cell: index for index, cell in enumerate(cells)}
    known = {("total", ""): None if card.value == "[c]" else int(card.value.replace(",", ""))}
    known |= {(name, label): count for name, labels in seen.items() for label, count in labels.items()}
    sums = np.zeros((len(seen), len(cells)))
    for row, name in enumerate(seen):
        sums[row, [place[cell] for cell in cells if cell[0] == name]] = 1
        sums[row, place["total", ""]] = -1
    limits = [(0, None) if known[cell] is None else (known[cell], known[cell]) for cell in cells]
    small = [
        (n, label)
        for n, labels in true.items()
        for label, count in labels.items()
        if count is not None and 0 < count < 5
    ]
    for cell in small:
        if cell not in known:
            assert seen[cell[0]] == {}
            continue
        assert known[cell] is None, f"{cell} is told"
        ends = []
        for sign in (1, -1):
            cost = np.zeros(len(cells))
            cost[place[cell]] = sign
            found = linprog(cost, A_eq=sums, b_eq=np.zeros(len(seen)), bounds=limits)
            ends.append(sign * found.fun if found.status == 0 else np.inf)
        assert ends[1] >= 5 and ends[1] - ends[0] >= 5, f"{cell} can be worked out: {ends}"
    return len(small)


def test_where_all_is_withheld_nothing_is_said_of_change(duckdb_url: str):
    told = made(Store(duckdb_url), PLACES[2], NEWEST, "wider")
    assert told.title == "Too few cases to compare or to show"
    assert told.over_time == ("Not compared: the store does not reach back a year.",)
    assert "[c]: withheld so that nobody can be identified." in briefing_words.in_force(told)
    assert "[c]" not in briefing_words.in_force(made(Store(duckdb_url), PLACES[2]))
