"""Suggested codes: learned from people's codes only, tested on reviews not seen, never in place of a person's code."""

import numpy as np
import polars as pl
import pytest
from sklearn.metrics import precision_recall_fscore_support

from sfo_data.subjects.themes import coding_help as c

THEMES = pl.DataFrame({"theme_code": ["A1", "B1", "C1"], "theme": ["Late", "Thin", "Rare"]})
WORDS = {"A1": "handover from prison was late", "B1": "contact was thin and visits were few"}


def drawn(size: int, seed: int, chance: dict[str, float], coded: float = 0.9) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Findings, three a review, each with the words of one theme, coded A1 with the chance given for them."""
    rng = np.random.default_rng(seed)
    spoken = rng.choice(list(WORDS), size)
    others = rng.choice(["the plan", "the manager", "the record", "the officer"], (size, 2))
    findings = pl.DataFrame(
        {
            "finding_id": [f"F{place:05}" for place in range(size)],
            "review_id": [f"R{place // 3:05}" for place in range(size)],
            "finding_text": [f"{one} and {other}: {WORDS[k]}" for k, (one, other) in zip(spoken, others, strict=True)],
        }
    )
    is_a1 = rng.random(size) < np.array([chance[each] for each in spoken])
    codes = findings.select("finding_id", theme_code=pl.Series(np.where(is_a1, "A1", "B1")), coder_id=pl.lit("X"))
    return findings, codes.filter(pl.Series(rng.random(size) < coded))


SURE = {"A1": 1.0, "B1": 0.0}


def test_findings_without_a_code_are_given_the_theme_their_words_point_to():
    findings, codes = drawn(600, 1, SURE)
    suggested = c.learn(findings, codes).suggested.filter(pl.col("probability") >= 0.5)
    uncoded = set(findings["finding_id"]) - set(codes["finding_id"])
    assert set(suggested["finding_id"]) == uncoded
    said = suggested.join(findings, on="finding_id").with_columns(is_late=pl.col("finding_text").str.contains("late"))
    assert ((said["theme_code"] == "A1") == said["is_late"]).all()
    late = said.filter("is_late")["words"].str.split(", ").explode().unique()
    assert set(late) <= {"handover", "handover from", "from prison", "prison", "was late", "late", "from", "prison was"}


def test_a_persons_code_always_wins():
    findings, codes = drawn(600, 2, SURE)
    shown = c.suggestions(c.learn(findings, codes).suggested, findings, codes, 0.2)
    later = codes.vstack(codes.head(1).with_columns(finding_id=pl.lit(shown["finding_id"][0])))
    assert not set(shown["finding_id"]) & set(codes["finding_id"])
    assert (
        shown["finding_id"][0]
        not in c.suggestions(shown.select("finding_id", "theme_code", "probability", "words"), findings, later, 0.2)[
            "finding_id"
        ]
    )


def test_the_same_rows_in_any_order_give_the_same_answer():
    findings, codes = drawn(600, 3, {"A1": 0.8, "B1": 0.3})
    one, other = c.learn(findings, codes), c.learn(findings.reverse(), codes.sample(fraction=1, shuffle=True, seed=1))
    assert one.suggested.equals(other.suggested) and one.held_out.equals(other.held_out)


def test_reviews_are_held_out_whole_and_what_their_coders_said_does_not_move_the_model():
    findings, codes = drawn(3_000, 4, {"A1": 0.8, "B1": 0.3})
    learned = c.learn(findings, codes)
    held_out = findings.join(learned.held_out, on="finding_id", how="semi")
    coded = findings.join(codes, on="finding_id", how="semi")
    assert held_out.height == coded.join(held_out, on="review_id", how="semi").height
    assert 0.15 < held_out.height / coded.height < 0.25
    assert learned.learned_from == coded.height - held_out.height
    is_held_out = pl.col("finding_id").is_in(held_out["finding_id"].implode())
    turned = pl.when(pl.col("theme_code") == "A1").then(pl.lit("B1")).otherwise(pl.lit("A1"))
    other = c.learn(findings, codes.with_columns(theme_code=pl.when(is_held_out).then(turned).otherwise("theme_code")))
    assert other.suggested.equals(learned.suggested)
    assert (other.held_out["is_coded"] != learned.held_out["is_coded"]).all()


def test_probabilities_are_true_where_the_truth_is_known():
    # Words that lead to A1 in 7 and in 2 of 10: predictions near 0.7, 0.3, 0.2 and 0.8, each seen about so often.
    findings, codes = drawn(6_000, 5, {"A1": 0.7, "B1": 0.2})
    bands = c.calibration(c.learn(findings, codes).held_out).filter(pl.col("predictions") > 100)
    assert bands.height >= 3
    assert ((bands["predicted"] - bands["observed"]).abs() < 0.06).all()


def test_words_that_tell_nothing_give_no_suggestion_that_is_better_than_chance():
    findings, codes = drawn(3_000, 6, {"A1": 0.5, "B1": 0.5})
    overall = c.scores(c.learn(findings, codes).held_out, 0.5).filter(pl.col("theme_code").is_null()).row(0, named=True)
    assert overall["precision_lower"] < 0.5 < overall["precision_upper"]


def test_too_few_coded_findings_are_refused():
    findings, codes = drawn(150, 7, SURE)
    with pytest.raises(c.TooFewCoded, match="200 are the fewest"):
        c.learn(findings, codes)
    findings, codes = drawn(600, 8, SURE)
    with pytest.raises(c.TooFewCoded, match="No theme"):
        c.learn(findings, codes.with_columns(theme_code=pl.lit("A1")))
    with pytest.raises(c.TooFewCoded, match="no words"):
        c.learn(findings.with_columns(finding_text=pl.lit(None, pl.String)), codes)


def test_where_everything_is_coded_nothing_is_suggested():
    findings, codes = drawn(600, 9, SURE, coded=1.0)
    learned = c.learn(findings, codes)
    assert learned.suggested.is_empty()
    assert c.suggestions(learned.suggested, findings, codes, 0.5).is_empty()


HELD_OUT = pl.DataFrame(
    {
        "finding_id": ["F1", "F1", "F2", "F2", "F3", "F3"],
        "theme_code": ["A1", "B1"] * 3,
        "probability": [0.9, 0.1, 0.6, 0.7, 0.2, 1.0],
        "is_coded": [True, False, False, True, True, False],
    }
)


def test_precision_recall_and_f1_by_hand():
    # At 0.5: A1 suggested for F1 and F2, coded F1 and F3, right F1. B1 suggested F2 and F3, coded F2, right F2.
    found = c.scores(HELD_OUT, 0.5).select("theme_code", "suggested", "coded", "right", "precision", "recall", "f1")
    assert found.rows() == [
        ("A1", 2, 2, 1, 0.5, 0.5, 0.5),
        ("B1", 2, 1, 1, 0.5, 1.0, pytest.approx(2 / 3)),
        (None, 4, 3, 2, 0.5, pytest.approx(2 / 3), pytest.approx(4 / 7)),
    ]
    nothing = c.scores(HELD_OUT.with_columns(probability=0.0), 0.5).row(-1, named=True)
    assert (nothing["precision"], nothing["recall"], nothing["precision_lower"]) == (None, 0.0, None)


def test_scores_agree_with_scikit_learn():
    findings, codes = drawn(1_500, 10, {"A1": 0.8, "B1": 0.3})
    held_out = c.learn(findings, codes).held_out
    truth, said = (
        held_out.with_columns(pl.col("probability") >= 0.3)
        .pivot("theme_code", index="finding_id", values=column)
        .drop("finding_id")
        for column in ("is_coded", "probability")
    )
    theirs = precision_recall_fscore_support(truth.to_numpy(), said.to_numpy(), average="micro")
    ours = c.scores(held_out, 0.3).row(-1, named=True)
    assert (ours["precision"], ours["recall"], ours["f1"]) == pytest.approx(theirs[:3])


def test_calibration_by_hand():
    found = c.calibration(HELD_OUT).select("band", "predictions", "predicted", "observed")
    assert found.rows() == [
        (1, 1, 0.1, 0.0), (2, 1, 0.2, 1.0), (6, 1, 0.6, 0.0), (7, 1, 0.7, 1.0), (9, 2, 0.95, 0.5),
    ]  # fmt: skip


def test_counts_both_ways_by_hand_leave_peoples_counts_alone():
    codes = pl.DataFrame(
        {"finding_id": ["F1", "F1", "F2"], "theme_code": ["A1", "A1", "B1"], "coder_id": ["X", "Y", "X"]}
    )
    shown = pl.DataFrame({"finding_id": ["F3", "F4"], "theme_code": ["A1", "A1"]})
    both = c.counts_both_ways(codes, shown, THEMES).select("theme_code", "coded", "suggested", "together")
    assert both.rows() == [("A1", 1, 2, 3), ("B1", 1, 0, 1), ("C1", 0, 0, 0)]


def coded_twice(*pairs: tuple[str, str]) -> pl.DataFrame:
    """Codes of findings F0, F1, …: the themes of coder X and of coder Y, each a string of letters."""
    rows = [
        (f"F{n}", coder, t)
        for n, pair in enumerate(pairs)
        for coder, given in zip("XY", pair, strict=True)
        for t in given
    ]
    return pl.DataFrame(rows, schema=["finding_id", "coder_id", "theme_code"], orient="row")


def test_agreement_of_coders_by_hand():
    # A: both give it to F0, X alone to F1; B: both to F2, Y alone to F1. For each of A and B: observed 3/4,
    # expected for A (2/4 x 1/4 + 2/4 x 3/4) = 1/2, so kappa 1/2; F3 has one coder only and F4 both C.
    codes = coded_twice(("A", "A"), ("A", "B"), ("B", "B"), ("A", ""), ("C", "C"))
    found = c.coder_agreement(codes)
    by_theme = {row["theme_code"]: row for row in found.by_theme.iter_rows(named=True)}
    assert found.overall.n == 4
    assert (by_theme["A"]["given"], by_theme["A"]["both"], by_theme["A"]["value"]) == (2, 1, 0.5)
    assert (by_theme["B"]["value"], by_theme["C"]["value"], by_theme["C"]["lower"]) == (0.5, 1.0, None)
    # Alpha: 2 of 12 labels differ; given 3, 3, 2 of 8: expected (15 + 15 + 12) / 28 / 3 = 0.5.
    assert found.overall.value == pytest.approx(1 - (2 / 12) / 0.5)
    assert by_theme["A"]["is_small"]


def test_no_finding_coded_twice_is_said_and_not_an_error():
    found = c.coder_agreement(coded_twice(("A", ""), ("B", "")))
    drawn_, table = c.agreement_tables(found, THEMES)
    assert (found.overall.n, drawn_.height, table.height) == (0, 0, 0)
    assert c.agreement_title(found) == "No finding here was coded by two people"


def test_coders_who_draw_lots_agree_no_more_than_chance():
    rng = np.random.default_rng(11)
    held = []
    for _ in range(100):
        pairs = [tuple(rng.choice(["A", "B", "AB"], 2)) for _ in range(60)]
        overall = c.coder_agreement(coded_twice(*pairs)).overall
        held.append(overall.lower <= 0 <= overall.upper)
    assert 0.88 <= np.mean(held) <= 0.995
