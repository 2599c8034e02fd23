"""Review quality: ratings against the delivery's own rows, and a regression that finds what is there and only that."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, mannwhitneyu
from statsmodels.api import GLM, Logit, families

from sfo_data import queries, review_quality
from sfo_data.figures import figures
from sfo_data.filters import Filters, Scope, from_choices
from sfo_data.periods import Period
from sfo_data.review_quality import NotModelled, groups, logistic, ratings, words
from sfo_data.review_quality.design import coded, described
from sfo_data.review_quality.returned import FALSE_DISCOVERY_RATE
from tests import oracle
from tests.conftest import NEWEST

DIVISIONS = ["London", "Midlands", "North East", "Wales"]
OFFENCES = ["Murder", "Rape", "Robbery"]
RISKS = ["Low", "Medium", "High", "Very high"]
EVERYTHING = Filters(Scope(None), date(2020, 5, 11), Period("all", "All years", date(2014, 6, 1), date(2020, 5, 12)))


@pytest.fixture(scope="module")
def known(store) -> queries.Facts:
    return queries.facts(store)


def filters_for(facts: queries.Facts, period: str, **selection: list[str]) -> Filters:
    return from_choices(facts.known, selection, period, facts.known.known_on)


def simulated(seed: int, size: int, log_odds=lambda _: 0.0) -> pl.DataFrame:
    """Reviews whose first round is finished, returned with odds exp(-1.25 + `log_odds`): 22% where it is 0."""
    rng = np.random.default_rng(seed)
    due = [date(2015, 1, 1) + timedelta(int(days)) for days in rng.integers(0, 1700, size)]
    rows = pl.DataFrame(
        {
            "review_id": [f"SFO-{number:05}" for number in range(size)],
            "division": rng.choice(DIVISIONS, size),
            "provider_type": rng.choice(["NPS", "CRC"], size),
            "offence_group": rng.choice(OFFENCES, size),
            "risk_at_offence": rng.choice(RISKS, size),
            "review_due_on": due,
            "extended_to_on": pl.Series(due).set(pl.Series(rng.random(size) < 0.7), None),
            "qa_received_on": [
                each + timedelta(int(days)) for each, days in zip(due, rng.integers(-9, 60, size), strict=True)
            ],
            "page_count": rng.integers(6, 60, size),
        }
    )
    chance = 1 / (1 + np.exp(1.25 - log_odds(rows)))
    outcome = np.where(rng.random(size) < chance, "Returned", "Accepted")
    return rows.with_columns(pl.Series("first_round_outcome", outcome))


def answering(rows: pl.DataFrame) -> queries.Read:
    return lambda question, filters, dated_by: rows  # noqa: ARG005


# --- the regression


@pytest.mark.parametrize(("returned", "accepted"), [((9, 4), (21, 36)), ((0, 7), (12, 11)), ((5, 0), (0, 8))])
def test_of_two_groups_the_odds_are_those_of_the_four_cells_with_a_half_added_to_each(returned, accepted):
    group = np.repeat([0.0, 1.0, 0.0, 1.0], [*returned, *accepted])
    outcome = np.repeat([1.0, 0.0], [sum(returned), sum(accepted)])
    fit = logistic.firth(np.column_stack([np.ones(group.size), group]), outcome)
    odds = [(hit + 0.5) / (miss + 0.5) for hit, miss in zip(returned, accepted, strict=True)]
    assert fit.coefficients == pytest.approx([np.log(odds[0]), np.log(odds[1] / odds[0])], abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(25, 120), st.integers(1, 4))
def test_the_regression_is_the_ordinary_one_with_half_a_hat_value_of_either_outcome_added_to_each_review(
    seed, size, columns
):
    # Heinze and Schemper 2002: at the penalised estimate, weights 1 + h/2 on what happened and h/2 on what did not.
    rng = np.random.default_rng(seed)
    design = np.column_stack([np.ones(size), rng.normal(size=(size, columns))])
    outcome = (rng.random(size) < 0.3).astype(float)
    fit = logistic.firth(design, outcome)
    p = 1 / (1 + np.exp(-design @ fit.coefficients))
    root = np.sqrt(p * (1 - p))[:, None] * design
    hat = np.diag(root @ np.linalg.inv(root.T @ root) @ root.T)
    doubled = np.concatenate([outcome, 1 - outcome])
    weights = np.concatenate([1 + hat / 2, hat / 2])
    theirs = GLM(doubled, np.vstack([design, design]), family=families.Binomial(), var_weights=weights).fit()
    assert fit.coefficients == pytest.approx(theirs.params, abs=1e-5)
    assert fit.covariance == pytest.approx(np.linalg.inv(root.T @ root), abs=1e-6)


def test_on_many_reviews_the_penalty_is_forgotten_and_statsmodels_agrees_on_value_and_error():
    rng = np.random.default_rng(3)
    design = np.column_stack([np.ones(20_000), rng.normal(size=(20_000, 3))])
    outcome = (rng.random(20_000) < 1 / (1 + np.exp(1 - 0.5 * design[:, 1]))).astype(float)
    ours, theirs = logistic.firth(design, outcome), Logit(outcome, design).fit(disp=0)
    value, error = ours.contrasts(np.eye(4))
    assert value == pytest.approx(theirs.params, abs=2e-3)
    assert error == pytest.approx(theirs.bse, rel=1e-3)


def test_the_area_under_the_curve_and_its_interval_by_hand():
    # Returned 3 and 5, accepted 1 and 4: 3 of 4 pairs. Placements (1/2, 1) and (1, 1/2), variance 1/8 each: 1/16 + 1/16
    # for a fold; of two like folds the mean 1/8 times (1/2 + 1) is 3/16.
    found = logistic.auc_by_fold([3, 5, 1, 4] * 2, [1, 1, 0, 0] * 2, np.repeat([0, 1], 4))
    half = 1.959964 * np.sqrt(3 / 16)
    assert (found.value, found.lower, found.upper) == pytest.approx((0.75, max(0.75 - half, 0), min(0.75 + half, 1)))


@given(st.integers(0, 10_000))
def test_the_area_is_the_rank_statistic_of_mann_and_whitney_and_turns_over_with_the_score(seed):
    rng = np.random.default_rng(seed)
    score, outcome, fold = rng.integers(0, 6, 120), rng.random(120) < 0.4, np.arange(120) % 3
    parts = [(score[(fold == k) & outcome], score[(fold == k) & ~outcome]) for k in range(3)]
    naive = np.mean([mannwhitneyu(hit, miss).statistic / (hit.size * miss.size) for hit, miss in parts])
    found, turned = logistic.auc_by_fold(score, outcome, fold), logistic.auc_by_fold(-score, outcome, fold)
    assert found.value == pytest.approx(naive)
    assert (turned.value, turned.lower) == pytest.approx((1 - found.value, 1 - found.upper))


def test_a_review_has_no_part_in_the_regression_that_predicts_it():
    rng = np.random.default_rng(5)
    design, fold = np.column_stack([np.ones(200), rng.normal(size=200)]), np.arange(200) % 5
    outcome = (rng.random(200) < 0.3).astype(float)
    turned = np.where(fold == 2, 1 - outcome, outcome)
    first, second = (logistic.out_of_sample(design, each, fold) for each in (outcome, turned))
    assert first[fold == 2] == pytest.approx(second[fold == 2])
    assert np.abs(first[fold != 2] - second[fold != 2]).max() > 0.01


# --- what goes into it


def test_each_division_is_set_against_the_average_of_all_and_the_second_of_two_against_the_first():
    rows = simulated(1, 4_000, lambda rows: np.where(rows["division"] == "Wales", 1.0, 0.0))
    alone = rows.with_columns(
        provider_type=pl.lit("NPS"), offence_group=pl.lit("Rape"), risk_at_offence=pl.lit("Low"),
        review_due_on=date(2018, 1, 1), extended_to_on=None, qa_received_on=date(2018, 1, 1), page_count=20,
    )  # fmt: skip
    found = review_quality.model(alone).terms
    cells = alone.group_by("division").agg(hit=(pl.col("first_round_outcome") == "Returned").sum(), n=pl.len())
    logits = {division: np.log((hit + 0.5) / (n - hit + 0.5)) for division, hit, n in cells.iter_rows()}
    average = sum(logits.values()) / 4
    assert found["term"].to_list() == [f"Division: {division}" for division in DIVISIONS]
    assert found["value"].to_list() == pytest.approx([np.exp(logits[name] - average) for name in DIVISIONS])
    two = coded(described(rows)).terms["term"].to_list()
    assert "Provider type: CRC (against NPS)" in two
    assert "More time to submit: Given (against Not given)" in two


def test_lateness_counts_from_the_later_date_agreed_and_being_early_is_not_less_than_on_time():
    rows = pl.DataFrame(
        {
            "offence_group": ["Rape"] * 3,
            "review_due_on": [date(2018, 1, 1)] * 3,
            "extended_to_on": [None, date(2018, 2, 1), None],
            "qa_received_on": [date(2018, 1, 29), date(2018, 2, 15), date(2017, 12, 1)],
            "page_count": [25, 30, 10],
        }
    )
    found = described(rows)
    assert found["months_late"].to_list() == [1.0, 0.5, 0.0]
    assert found["tens_of_pages"].to_list() == [2.5, 3.0, 1.0]
    assert found["more_time"].to_list() == ["Not given", "Given", "Not given"]
    assert found["offence_group"].unique().to_list() == ["Rarer offences"]


def test_too_few_returns_or_factors_that_cannot_be_told_apart_are_refused_with_the_reason():
    with pytest.raises(NotModelled, match="of 60 reviews were returned"):
        review_quality.model(simulated(1, 60))
    with pytest.raises(NotModelled, match="0 of 0"):
        review_quality.model(simulated(1, 60).clear())
    same = pl.when(pl.col("provider_type") == "NPS").then(pl.lit("Wales")).otherwise(pl.lit("London"))
    with pytest.raises(NotModelled, match="divide the reviews in the same way"):
        review_quality.model(simulated(1, 2_000).with_columns(division=same))


# --- what it says


def test_of_reviews_returned_at_random_no_more_than_the_stated_rate_bring_a_claim():
    runs = [review_quality.model(simulated(seed, 500)) for seed in range(300)]
    named = sum((run.terms["finding"] != "none").any() for run in runs)
    foretold = sum(run.foretells for run in runs)
    missed = np.mean([((run.terms["lower"] > 1) | (run.terms["upper"] < 1)).mean() for run in runs])
    assert named <= binom.ppf(0.99, len(runs), FALSE_DISCOVERY_RATE)
    assert foretold <= binom.ppf(0.99, len(runs), 0.025)
    assert 0.03 < missed < 0.06


def test_effects_put_in_on_purpose_are_found_named_on_their_side_and_foretell():
    def log_odds(rows):
        return np.where(rows["extended_to_on"].is_not_null(), 1.0, 0.0) - 0.9 * (rows["division"] == "Wales").to_numpy()

    planted = {"More time to submit: Given (against Not given)": "more", "Division: Wales": "less"}
    runs = [review_quality.model(simulated(seed, 1_500, log_odds)) for seed in range(20)]
    for term, side in planted.items():
        said = [run.terms.filter(term=term)["finding"][0] for run in runs]
        assert said.count(side) >= 18, term
    assert all(run.foretells for run in runs)
    # The other divisions are set against an average that Wales pulls down; no other factor has an effect.
    others = [run.terms.filter(~pl.col("factor").is_in(["division", "more_time"])) for run in runs]
    assert sum((each["finding"] != "none").any() for each in others) <= binom.ppf(0.99, len(runs), 0.1)
    fifths = runs[0].fifths
    assert fifths["denominator"].to_list() == [300] * 5 and fifths["numerator"].sum() == runs[0].returned
    assert fifths["value"][-1] > fifths["value"][0] + 0.15
    text = words.returned_sentence(runs[0])
    assert "foretells a return better than chance" in text
    assert "Returned more often".lower() in words.terms_title(words.terms_of(runs[0], False), "Provider").lower()


def test_the_box_draws_returns_at_random_and_the_page_says_that_nothing_predicts_them(store, known, deliveries):
    found = review_quality.returned(queries.reader(store), filters_for(known, "all"), known.known.first_day)
    assert set(found.terms["finding"]) == {"none"} and not found.foretells
    assert words.returned_sentence(found).startswith("**Nothing predicts a return beyond chance.**")
    assert "nothing goes with a return" in words.terms_title(words.terms_of(found, True), "Offence")
    folder = deliveries / NEWEST.isoformat()
    pages = {row["review_id"]: row["page_count"] for row in oracle.read(folder, "reviews")}
    first = [row for row in oracle.read(folder, "qa_rounds") if row["round_number"] == "1" and row["outcome"]]
    counts = Counter((row["outcome"], bool(pages[row["review_id"]])) for row in first)
    assert found.returned == counts["Returned", True]
    assert found.reviews == counts["Returned", True] + counts["Accepted", True]
    assert found.left_out == counts["Returned", False] + counts["Accepted", False]


def test_the_regression_reads_all_reviews_up_to_the_end_of_the_period_whatever_its_start_and_their_status(known):
    asked = []

    def read(question, filters, dated_by):
        asked.append((question, filters.period.start, filters.period.end, filters.selections, dated_by))
        return simulated(1, 900)

    chosen = filters_for(known, "cy-2018", review_status=["Returned to provider"], division=["Wales"])
    review_quality.returned(read, chosen, date(2014, 6, 2))
    assert asked == [("reviews", date(2014, 6, 2), date(2019, 1, 1), (("division", ("Wales",)),), "qa_received_on")]


# --- ratings


def rounds_by_hand(folder: Path, start: date, end: date) -> list[dict[str, str]]:
    rows = [row for row in oracle.read(folder, "qa_rounds") if row["outcome"] == "Accepted"]
    return [row for row in rows if start <= date.fromisoformat(row["completed_on"]) < end]


@pytest.mark.parametrize("period", ["fy-2018-19", "all"])
def test_ratings_are_those_of_the_accepting_round_counted_row_by_row(store, known, deliveries, period):
    filters = filters_for(known, period)
    rounds = review_quality.accepted(queries.reader(store), filters)
    by_hand = rounds_by_hand(deliveries / NEWEST.isoformat(), filters.period.start, filters.period.end)
    found = ratings.by_standard(rounds)
    assert found["group"].unique(maintain_order=True).to_list() == list(ratings.RATED.values())
    for column, name in ratings.RATED.items():
        counts = Counter(row[column] or "Not recorded" for row in by_hand)
        part = found.filter(group=name)
        assert dict(zip(part["rating"], part["numerator"], strict=True)) == {
            level: counts[level] for level in ratings.LEVELS
        }
        assert set(part["denominator"]) == {len(by_hand)}


@pytest.mark.parametrize("standard", ratings.RATED)
def test_divisions_and_times_add_up_to_the_reviews_completed(store, known, standard):
    filters = filters_for(known, "fy-2018-19")
    read = queries.reader(store)
    rounds = review_quality.accepted(read, filters)
    completed = figures(read, filters, ["qa_completed"])["numerator"][0]
    for split in (ratings.by_division(rounds, standard), ratings.over_time(rounds, standard, 365)):
        assert split["numerator"].sum() == completed == rounds.height


def test_the_good_ratings_by_division_are_the_measure_of_the_same_name(store, known):
    read, filters = queries.reader(store), filters_for(known, "cy-2017")
    table = ratings.table(ratings.by_division(review_quality.accepted(read, filters), "rating_overall"), "Division")
    measured = figures(read, filters, ["good_rating_share"], ["division"]).sort("division")
    assert table["Division"].to_list() == measured["division"].to_list()
    for ours, theirs in (("Good or outstanding (%)", "value"), ("95% from (%)", "lower"), ("95% to (%)", "upper")):
        assert table[ours].to_list() == pytest.approx((measured[theirs] * 100).round(1).to_list())


def accepted_rounds(counts: dict[str, int], on: date) -> pl.DataFrame:
    rows = [(rating, "Wales", on) for rating, count in counts.items() for _ in range(count)]
    return pl.DataFrame(rows, schema=["rating_overall", "division", "completed_on"], orient="row")


def test_small_bases_are_said_in_words_and_times_by_quarter_up_to_two_years():
    few = accepted_rounds({"Good": 11, "Inadequate": 7, "Not recorded": 1}, date(2019, 5, 3))
    assert set(ratings.by_division(few, "rating_overall")["label"]) == {"Wales (fewer than 20 reviews)"}
    assert ratings.title(ratings.by_division(few, "rating_overall"), "Overall") == (
        "Overall: 11 of 18 rated good or outstanding (61%, fewer than 20 reviews)"
    )
    many = pl.concat([few, accepted_rounds({"Good": 30}, date(2018, 12, 31))])
    quarters = ratings.over_time(many, "rating_overall", 366)["label"].unique(maintain_order=True)
    assert quarters.to_list() == ["Oct to Dec 2018", "Apr to Jun 2019 (fewer than 20 reviews)"]
    years = ratings.over_time(many, "rating_overall", 900)["label"].unique(maintain_order=True)
    assert years.to_list() == ["Year 2018", "Year 2019 (fewer than 20 reviews)"]
    assert ratings.by_division(many.clear(), "rating_overall").is_empty()
    assert "no reviews accepted" in ratings.title(ratings.by_division(many.clear(), "rating_overall"), "Overall")


# --- divisions and years


def explained(seed: int, shares: dict[str, float], size: int = 150) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    parts = [
        pl.DataFrame(
            {
                "division": division,
                "risk_at_offence": rng.choice(RISKS, size),
                "offence_group": rng.choice(OFFENCES, size),
                "explains_why": rng.random(size) < share,
                "notified_on": date(2019, 1, 1),
            }
        )
        for division, share in shares.items()
    ]
    return pl.concat(parts)


def test_a_division_that_differs_is_named_on_its_side():
    shares = {"London": 0.75, "Midlands": 0.45, "North East": 0.4, "North West": 0.4, "Wales": 0.15}
    runs = [groups.by_division(answering(explained(n, shares)), EVERYTHING, "explains_why_share") for n in range(10)]
    stands = [dict(zip(run["division"], run["stands"], strict=True)) for run in runs]
    assert [each["London"] for each in stands].count("above") >= 9
    assert [each["Wales"] for each in stands].count("below") >= 9
    assert "1 above and 1 below" in words.division_title(runs[0], "explains_why_share")


def test_where_divisions_do_not_differ_at_most_one_look_in_twenty_names_one():
    shares = dict.fromkeys(["London", "Midlands", "North East", "North West", "Wales"], 0.4)
    named = sum(
        groups.by_division(answering(explained(seed, shares, 60)), EVERYTHING, "explains_why_share")["stands"]
        .is_in(["above", "below"])
        .any()
        for seed in range(200)
    )
    assert named <= binom.ppf(0.99, 200, 0.05)


@pytest.mark.parametrize("name", ["no_clear_judgement_share", "good_rating_share", "extended_share", "page_median"])
def test_divisions_and_years_carry_the_figures_of_the_measure(store, known, name):
    read, filters = queries.reader(store), filters_for(known, "cy-2018")
    found, own = groups.by_division(read, filters, name), figures(read, filters, [name], ["division"])
    assert found.select(own.columns).rows() == own.rows()
    assert found["national"].unique().to_list() == figures(read, filters, [name])["value"].to_list()
    assert (found["stands"].null_count() == found.height) == (name == "page_median")
    years = groups.by_year(read, filters, known.known.first_day, name)
    last = figures(read, filters, [name])
    assert years.row(-1, named=True)["value"] == last["value"][0]
    assert years["label"].to_list()[-2:] == ["Year 2017", "Year 2018"]
    assert (years["base"] == years["denominator"].fill_null(years["numerator"])).all()


def test_a_division_selected_is_shown_alone_and_stands_as_it_does_among_all(store, known):
    read = queries.reader(store)
    alone = groups.by_division(read, filters_for(known, "cy-2018", division=["Wales"]), "returned_share")
    among = groups.by_division(read, filters_for(known, "cy-2018"), "returned_share")
    assert alone.rows() == among.filter(division="Wales").rows()


# --- words


def test_the_inspection_stands_beside_our_share_with_the_date_of_its_fieldwork_and_no_comparison():
    ours = {"measure": "no_clear_judgement_share", "value": 0.3, "lower": 0.1456, "upper": 0.519, "denominator": 20.0}
    start = "The inspection published in May 2020 found no clear judgement whether all reasonable steps were taken in "
    end = (
        " Its figure is of its fieldwork in November and December 2019; how many reviews it read is not known, so the "
        "two are set side by side and not compared."
    )
    middle = "**22%** of the reviews it read; here it is 30% of 20 (95% interval 15% to 52%)."
    assert words.inspection_sentence(pl.DataFrame([ours])) == start + middle + end
    few = pl.DataFrame([ours | {"denominator": 19.0}])
    assert "(95% interval 15% to 52%, fewer than 20 reviews)" in words.inspection_sentence(few)
    none = pl.DataFrame([ours | {"value": None, "denominator": 0.0}])
    assert "here has the judgement filled" in words.inspection_sentence(none)


def test_a_group_of_few_reviews_says_so_beside_its_odds():
    rows = simulated(2, 2_000)
    risk = pl.when(pl.col("review_id") < "SFO-00012").then(pl.lit("Not recorded")).otherwise("risk_at_offence")
    found = review_quality.model(rows.with_columns(risk_at_offence=risk))
    compared = words.terms_table(words.terms_of(found, False))
    row = compared.row(by_predicate=pl.col("Reviews") == 12, named=True)
    assert row["Compared"] == "Risk at the offence: Not recorded (fewer than 20 reviews)"
    assert row["Finding"] == "No evidence of a difference" and row["95% from"] < 0.6 and row["95% to"] > 1.6
