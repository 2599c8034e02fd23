"""Review quality: ratings against the delivery's own rows, and a regression that finds what is there and only that."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, mannwhitneyu
from statsmodels.api import GLM, Logit, families

from sfo_data.definitions.filters import Filters, Scope
from sfo_data.definitions.periods import Period
from sfo_data.questions import queries
from sfo_data.statistics import logistic
from sfo_data.subjects import quality
from sfo_data.subjects.quality import NotModelled, groups, quality_words, ratings
from sfo_data.subjects.quality.design import coded, described
from sfo_data.subjects.quality.returned import FALSE_DISCOVERY_RATE

DIVISIONS = ["London", "Midlands", "North East", "Wales"]
OFFENCES = ["Murder", "Rape", "Robbery"]
RISKS = ["Low", "Medium", "High", "Very high"]
EVERYTHING = Filters(Scope(None), date(2020, 5, 11), Period("all", "All years", date(2014, 6, 1), date(2020, 5, 12)))


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
    held = pl.DataFrame({"feed": ["reviews"], "dated_by": ["notified_on"], "first_on": [date(2014, 1, 1)]})
    return lambda question, filters, dated_by: held if question == "first_days" else rows  # noqa: ARG005


@pytest.mark.parametrize(("returned", "accepted"), [((9, 4), (21, 36)), ((0, 7), (12, 11)), ((5, 0), (0, 8))])
def test_of_two_groups_the_odds_are_those_of_the_four_cells_with_a_half_added_to_each(returned, accepted):
    group = np.repeat([0.0, 1.0, 0.0, 1.0], [*returned, *accepted])
    outcome = np.repeat([1.0, 0.0], [sum(returned), sum(accepted)])
    fit = logistic.firth(np.column_stack([np.ones(group.size), group]), outcome)
    odds = [(hit + 0.5) / (miss + 0.5) for hit, miss in zip(returned, accepted, strict=True)]
    assert fit.coefficients == pytest.approx([np.log(odds[0]), np.log(odds[1] / odds[0])], abs=1e-6)


@settings(max_examples=25)
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


def test_each_division_is_set_against_the_average_of_all_and_the_second_of_two_against_the_first():
    rows = simulated(1, 4_000, lambda rows: np.where(rows["division"] == "Wales", 1.0, 0.0))
    alone = rows.with_columns(
        provider_type=pl.lit("NPS"), offence_group=pl.lit("Rape"), risk_at_offence=pl.lit("Low"),
        review_due_on=date(2018, 1, 1), extended_to_on=None, qa_received_on=date(2018, 1, 1), page_count=20,
    )  # fmt: skip
    found = quality.model(alone).terms
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
        quality.model(simulated(1, 60))
    with pytest.raises(NotModelled, match="0 of 0"):
        quality.model(simulated(1, 60).clear())
    same = pl.when(pl.col("provider_type") == "NPS").then(pl.lit("Wales")).otherwise(pl.lit("London"))
    with pytest.raises(NotModelled, match="divide the reviews in the same way"):
        quality.model(simulated(1, 2_000).with_columns(division=same))


def test_of_reviews_returned_at_random_no_more_than_the_stated_rate_bring_a_claim():
    runs = [quality.model(simulated(seed, 500)) for seed in range(150)]
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
    runs = [quality.model(simulated(seed, 1_500, log_odds)) for seed in range(10)]
    for term, side in planted.items():
        said = [run.terms.filter(term=term)["finding"][0] for run in runs]
        assert said.count(side) >= 9, term
    assert all(run.foretells for run in runs)
    # The other divisions are set against an average that Wales pulls down; no other factor has an effect.
    others = [run.terms.filter(~pl.col("factor").is_in(["division", "more_time"])) for run in runs]
    assert sum((each["finding"] != "none").any() for each in others) <= binom.ppf(0.99, len(runs), 0.1)
    fifths = runs[0].fifths
    assert fifths["denominator"].to_list() == [300] * 5 and fifths["numerator"].sum() == runs[0].returned
    assert fifths["value"][-1] > fifths["value"][0] + 0.15
    text = quality_words.returned_sentence(runs[0])
    assert "foretells a return better than chance" in text
    assert (
        "Returned more often".lower()
        in quality_words.terms_title(quality_words.terms_of(runs[0], False), "Provider").lower()
    )


def accepted_rounds(counts: dict[str, int], on: date) -> pl.DataFrame:
    rows = [(rating, "Wales", on) for rating, count in counts.items() for _ in range(count)]
    return pl.DataFrame(rows, schema=["rating_overall", "division", "completed_on"], orient="row")


def test_small_bases_are_said_in_words_and_times_by_quarter_up_to_two_years():
    few = accepted_rounds({"Good": 11, "Inadequate": 7, "Not recorded": 1}, date(2019, 5, 3))
    assert set(ratings.by_division(few, "rating_overall")["label"]) == {"Wales (fewer than 20 reviews)"}
    assert ratings.title(ratings.by_division(few, "rating_overall"), "Overall") == (
        "Overall: 11 of 18 rated good or outstanding (too few for a share)"
    )
    many = pl.concat([few, accepted_rounds({"Good": 30}, date(2018, 12, 31))])
    quarters = ratings.over_time(many, "rating_overall", 366)["label"].unique(maintain_order=True)
    assert quarters.to_list() == ["Oct to Dec 2018", "Apr to Jun 2019 (fewer than 20 reviews)"]
    years = ratings.over_time(many, "rating_overall", 900)["label"].unique(maintain_order=True)
    assert years.to_list() == ["Year 2018", "Year 2019 (fewer than 20 reviews)"]
    assert ratings.by_division(many.clear(), "rating_overall").is_empty()
    assert "no reviews accepted" in ratings.title(ratings.by_division(many.clear(), "rating_overall"), "Overall")


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
    title = quality_words.division_title(runs[0], "explains_why_share")
    assert "London above and Wales below England and Wales" in title


def test_where_divisions_do_not_differ_at_most_one_look_in_twenty_names_one():
    shares = dict.fromkeys(["London", "Midlands", "North East", "North West", "Wales"], 0.4)
    named = sum(
        groups.by_division(answering(explained(seed, shares, 60)), EVERYTHING, "explains_why_share")["stands"]
        .is_in(["above", "below"])
        .any()
        for seed in range(100)
    )
    assert named <= binom.ppf(0.99, 100, 0.05)


def test_the_inspection_stands_beside_our_share_with_the_date_of_its_fieldwork_and_no_comparison():
    ours = {"measure": "no_clear_judgement_share", "value": 0.3, "lower": 0.1456, "upper": 0.519}
    ours |= {"numerator": 6, "denominator": 20.0}
    start = "The inspection published in May 2020 found no clear judgement whether all reasonable steps were taken in "
    end = (
        " Its figure is of its fieldwork in November and December 2019; how many reviews it read is not known, so the "
        "two are set side by side and not compared."
    )
    middle = "**22%** of the reviews it read; here it is 30% of 20 (95% interval 15% to 52%)."
    assert quality_words.inspection_sentence(pl.DataFrame([ours])) == start + middle + end
    few = pl.DataFrame([ours | {"denominator": 19.0}])
    assert "here it is 6 of 19, too few for a share." in quality_words.inspection_sentence(few)
    none = pl.DataFrame([ours | {"value": None, "denominator": 0.0}])
    assert "here has the judgement filled" in quality_words.inspection_sentence(none)


def test_a_group_of_few_reviews_says_so_beside_its_odds():
    rows = simulated(2, 2_000)
    risk = pl.when(pl.col("review_id") < "SFO-00012").then(pl.lit("Not recorded")).otherwise("risk_at_offence")
    found = quality.model(rows.with_columns(risk_at_offence=risk))
    compared = quality_words.terms_table(quality_words.terms_of(found, False))
    row = compared.row(by_predicate=pl.col("Reviews") == 12, named=True)
    assert row["Compared"] == "Risk at the offence: Not recorded (fewer than 20 reviews)"
    assert row["Finding"] == "No evidence of a difference" and row["95% from"] < 0.6 and row["95% to"] > 1.6
