"""A reader of some divisions sees their cases, and of the others no more than totals that give none of them away."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from sfo_data.definitions.filters import NATIONAL, Scope, from_choices, from_url
from sfo_data.definitions.measures import MEASURES
from sfo_data.questions import queries, summaries
from sfo_data.questions.figures import figures, headlines
from sfo_data.questions.queries import ELSEWHERE, OutOfScope
from tests.material.attackers import by_programme, is_protected
from tests.material.box import NEWEST

WALES = Scope(("Wales",))
IDENTIFIERS = ("review_id", "finding_id", "action_id", "practitioner_id", "coder_id")


def made(store, scope=WALES, period="cy-2018", selections=None):
    return from_choices(queries.facts(store).known, selections or {}, period, NEWEST, scope)


@pytest.mark.parametrize("question", sorted(set(queries.COLUMNS) - queries.WHOLE))
def test_every_question_gives_a_division_its_own_rows_alone(each_store, question):
    own = queries.ask_filtered(each_store, question, made(each_store))
    everything = queries.ask_filtered(each_store, question, made(each_store, NATIONAL))
    assert_frame_equal(own, everything.filter(pl.col("division") == "Wales"), check_row_order=False)
    assert own.height > 0


def test_the_day_from_which_each_feed_is_held_is_the_same_for_every_reader(store):
    own, of_all = (queries.ask_filtered(store, "first_days", made(store, scope)) for scope in (WALES, NATIONAL))
    assert own.equals(of_all) and own.height > 0


@pytest.mark.parametrize("question", sorted(set(queries.COLUMNS) - queries.WHOLE))
def test_a_comparison_counts_everybody_and_tells_no_other_division_apart(store, question):
    pooled = queries.ask_filtered(store, question, made(store).national())
    everything = queries.ask_filtered(store, question, made(store, NATIONAL))
    own = queries.ask_filtered(store, question, made(store))
    rest = pooled.filter(pl.col("division") != "Wales")
    assert pooled.height == everything.height and pooled.height - rest.height == own.height
    assert set(rest["division"]) == {ELSEWHERE}
    assert all(name.endswith(" in other divisions") for name in rest["provider"].drop_nulls().unique())
    places = {"provider", "owner", "successor_region", "finding_text", "action_text"} & set(rest.columns)
    hidden = everything.filter(pl.col("division") != "Wales")
    for name in [*places, *(set(IDENTIFIERS) & set(rest.columns))]:
        assert not set(rest[name].drop_nulls()) & set(hidden[name].drop_nulls()) - {"Not recorded"}, name
    for name in set(IDENTIFIERS) & set(rest.columns):
        assert rest[name].n_unique() == hidden[name].n_unique(), name


def test_what_hangs_on_a_review_still_finds_it_among_the_others(store):
    reviews, rounds = (queries.ask_filtered(store, name, made(store).national()) for name in ("reviews", "qa_rounds"))
    assert rounds.join(reviews, on="review_id", how="anti").is_empty()


def test_a_choice_beyond_the_scope_becomes_a_comparison(store):
    national = made(store, NATIONAL)
    assert national.seen_by(NATIONAL) == national and national.seen_by(WALES).is_comparison
    assert national.seen_by(WALES).scope == WALES
    assert made(store).seen_by(WALES) == made(store)
    london = made(store, Scope(("London",))).seen_by(WALES)
    assert london.is_comparison and london.scope == WALES


def test_no_case_at_all_is_a_scope_too(store):
    nobody = Scope(())
    assert queries.ask_filtered(store, "reviews", made(store, nobody)).is_empty()
    assert set(queries.ask_filtered(store, "reviews", made(store, nobody).national())["division"]) == {ELSEWHERE}


@pytest.mark.parametrize("question", ["case_timeline", "revisions", "quarantine", "quarantined_rows", "reviews"])
def test_a_question_about_cases_is_not_asked_without_saying_whose(store, question):
    with pytest.raises(OutOfScope, match=f"“{question}” is about cases"):
        queries.ask(store, question)


def test_every_question_is_open_filtered_or_asked_within_a_scope():
    files = {path.stem for path in (queries.settings.SQL / "queries").glob("*.sql")}
    within = {"case_timeline", "revisions"}
    assert files == queries.OPEN | set(queries.COLUMNS) | queries.NATIONAL_ONLY | within
    assert all("division" in queries.question_sql(name) for name in within)


def test_another_divisions_case_has_no_timeline(each_store):
    cases = queries.ask_filtered(each_store, "reviews", made(each_store, NATIONAL))
    own, other = (cases.filter(cases["division"] == name)["review_id"][0] for name in ("Wales", "London"))
    binds = {"known_on": NEWEST}
    assert queries.ask_within(each_store, "case_timeline", WALES, review_id=own, **binds).height > 3
    assert queries.ask_within(each_store, "case_timeline", WALES, review_id=other, **binds).is_empty()
    assert queries.ask_within(each_store, "case_timeline", NATIONAL, review_id=other, **binds).height > 3


def test_revisions_are_those_of_the_scope(each_store):
    binds = {"known_on": NEWEST, "before_on": date(2020, 4, 6)}
    everything = queries.ask_within(each_store, "revisions", NATIONAL, **binds)
    own = queries.ask_within(each_store, "revisions", WALES, **binds)
    assert_frame_equal(own, everything.filter(pl.col("division") == "Wales"), check_row_order=False)
    assert 0 < own.height < everything.height


@pytest.mark.parametrize("question", ["quarantine", "quarantined_rows"])
def test_rows_set_aside_belong_to_no_division(store, question):
    with pytest.raises(OutOfScope, match="only be asked for all of England and Wales"):
        queries.ask_within(store, question, WALES, known_on=NEWEST, load_id=None)


def test_only_the_divisions_and_providers_of_the_scope_can_be_chosen(each_store):
    scope = Scope(("Wales", "London"))
    options = queries.facts(each_store, scope=scope).known.options
    assert options["division"] == ("London", "Wales")
    assert options["provider"] == ("London CRC", "NPS London", "NPS Wales", "Wales CRC")
    assert options["offence_group"] == queries.facts(each_store).known.options["offence_group"]


def test_a_link_to_another_division_is_left_out_as_if_it_did_not_exist(store):
    known = queries.facts(store, scope=WALES).known
    for value in ("london", "atlantis"):
        filters, notices = from_url({"division": [value]}, known, WALES)
        assert filters.scope == WALES and filters.selections == ()
        assert notices == [f"The link's division was left out: “{value}” is not in the data."]


def test_a_choice_of_another_division_gives_no_row_and_the_nation_stays_pooled(store):
    filters = made(store, selections={"division": ["London"]})
    assert queries.ask_filtered(store, "reviews", filters).is_empty()
    assert set(queries.ask_filtered(store, "reviews", filters.national())["division"]) == {"Wales", ELSEWHERE}


def test_the_nation_beside_a_division_is_the_whole_nations(store):
    read, names = queries.reader(store), ["sfo_reviews", "sfo_rate", "clear_judgement_share"]
    names = [name for name in names if name in MEASURES]
    own = headlines(read, made(store), names, None)
    whole = figures(read, made(store, NATIONAL), names)
    assert own["value_national"].to_list() == whole["value"].to_list()
    assert own["value"].to_list() != whole["value"].to_list()


CELLS = pl.DataFrame(
    {
        "review_id": [f"R{i}" for i in range(20)],
        "division": ["Wales"] * 6 + [ELSEWHERE] * 14,
        # In Wales 6, 0, 0; elsewhere 4, 5 and 5.
        "offence_group": ["Rape"] * 10 + ["Arson"] * 5 + ["Murder"] * 5,
        "is_murder_or_manslaughter": [False] * 15 + [True] * 5,
    }
)


def compared(measure, by):
    rest = summaries.summarise(CELLS.filter(pl.col("division") == ELSEWHERE), measure, by)
    return summaries.without_small_rest(summaries.summarise(CELLS, measure, by), rest, measure, by)


def test_a_national_count_of_which_one_to_four_are_elsewhere_is_not_told_nor_one_beside_it_that_gives_it_away():
    found = compared(MEASURES["sfo_reviews"], ["offence_group"])
    # 20 in all less Wales's 6 are 14 elsewhere; with only the 4 withheld, 14 - 5 - 5 would tell them.
    assert dict(found.select("offence_group", "numerator").iter_rows()) == {"Arson": None, "Murder": 5, "Rape": None}
    assert found.filter(offence_group="Rape").select("value", "lower", "upper").row(0) == (None, None, None)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=5))
def test_a_reader_who_subtracts_their_own_from_all_that_is_told_comes_near_nobody_elsewhere(drawn):
    """`drawn`: per group own cases and those elsewhere, which the reader bounds by linear programming."""
    rows = [
        (place, f"g{group}")
        for group, counts in enumerate(drawn)
        for place, count in zip(("Wales", ELSEWHERE), counts, strict=True)
        for _ in range(count)
    ]
    cells = pl.DataFrame(rows, schema={"division": pl.String, "offence_group": pl.String}, orient="row")
    cells = cells.with_row_index("review_id")
    elsewhere = {f"g{group}": rest for group, (_, rest) in enumerate(drawn)}
    elsewhere["All"] = sum(elsewhere.values())
    # A group without a case is not listed.
    shown = {f"g{group}": 0 for group, counts in enumerate(drawn) if not sum(counts)}
    for by in ([], ["offence_group"]):
        whole, rest = (
            summaries.summarise(part, MEASURES["sfo_reviews"], by)
            for part in (cells, cells.filter(pl.col("division") == ELSEWHERE))
        )
        told = summaries.without_small_rest(whole, rest, MEASURES["sfo_reviews"], by).drop_nulls("numerator")
        shown |= {name: elsewhere[name] for name in told.to_dict().get("offence_group", ["All"] * told.height)}
    sums = [(["All"], [f"g{group}" for group in range(len(drawn))])]
    small = [name for name, count in elsewhere.items() if 1 <= count < 5]
    assert not set(small) & set(shown)
    # Where groups are withheld to the last, and there are still too few, the total is all that is told.
    if any(name in shown and elsewhere[name] for name in elsewhere if name != "All"):
        assert all(is_protected(*by_programme(shown, elsewhere, sums, name)) for name in small)


def test_a_national_count_none_of_which_is_elsewhere_is_told():
    rest = summaries.summarise(CELLS.filter(offence_group="Arson"), MEASURES["sfo_reviews"], ["offence_group"])
    whole = summaries.summarise(CELLS.head(4), MEASURES["sfo_reviews"], ["offence_group"])
    assert summaries.without_small_rest(whole, rest, MEASURES["sfo_reviews"], ["offence_group"])["numerator"][0] == 4


def test_without_groups_the_whole_rest_counts():
    assert compared(MEASURES["sfo_reviews"], [])["numerator"].to_list() == [20]
    assert compared(MEASURES["murder_or_manslaughter"], [])["numerator"].to_list() == [5]


def test_the_longest_wait_of_the_nation_is_one_case_and_not_told(store):
    found = figures(queries.reader(store), made(store).national(), ["oldest_open_days", "qa_median_days"])
    assert found.filter(measure="oldest_open_days")["value"].to_list() == [None]
    assert found.filter(measure="qa_median_days")["value"][0] > 0
