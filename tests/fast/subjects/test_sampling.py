"""The draw can be run again by anybody, is fair, and its estimates are what every possible sample says they are."""

import hashlib
import hmac
import json
import random
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import combinations
from math import comb

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare, norm

from sfo_data.subjects.independent_qa import sampling
from sfo_data.subjects.independent_qa.sampling import Commitment, Design, Unusable, allocation
from sfo_data.subjects.independent_qa.sampling.allocation import variance

SEED = "00" * 31 + "2a"
DESIGN = Design("cy-2019", "2019-01-01", "2019-12-31", "2020-05-11", "0.4", 1, ("division",))
IDS = {"North": [f"SFO-{n:03}" for n in range(1, 9)], "South": [f"SFO-{n:03}" for n in range(9, 12)]}
SEEDS = st.binary(min_size=32, max_size=32).map(bytes.hex)


def frame(lists: dict[str, list[str]] = IDS) -> pl.DataFrame:
    rows = [(review_id, name) for name, ids in lists.items() for review_id in ids]
    return pl.DataFrame(rows, schema={"review_id": pl.String, "stratum": pl.String}, orient="row")


def promise(seed: str = SEED, design: Design = DESIGN) -> Commitment:
    return Commitment(design, sampling.commit(design, seed))


def drawn(seed: str = SEED) -> sampling.Record:
    return sampling.draw(frame(), promise(seed), seed)


# The draw


def test_the_commitment_is_a_hash_anybody_can_work_out():
    text = (
        '{"first_day":"2019-01-01","known_on":"2020-05-11","last_day":"2019-12-31","least":1,'
        '"method":"hmac-sha256-order-1","period":"cy-2019","proportion":"0.4",'
        f'"seed":"{SEED}","strata":["division"]}}'
    )
    assert promise().commitment == hashlib.sha256(text.encode()).hexdigest()


def test_the_draw_is_the_smallest_hashes_of_each_stratum():
    # 40% of 11 is 4.4, so 5: 40/11 = 3.6 and 15/11 = 1.4 of them give 4 and 1.
    def by_hand(ids: list[str]) -> list[str]:
        return sorted(ids, key=lambda each: hmac.new(bytes.fromhex(SEED), each.encode(), hashlib.sha256).hexdigest())

    north, south = drawn().strata
    assert list(north.drawn) == by_hand(IDS["North"])[:4]
    assert list(south.drawn) == by_hand(IDS["South"])[:1]
    assert (north.reviews, south.reviews) == (8, 3)


def test_the_order_of_one_review_is_the_published_hmac():
    # RFC 4231, test case 2: key "Jefe" and the text "what do ya want for nothing?".
    digest = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    found = sampling.in_order(["a", "what do ya want for nothing?"], b"Jefe".hex())
    other = hmac.new(b"Jefe", b"a", hashlib.sha256).hexdigest()
    assert found == (["a", "what do ya want for nothing?"] if other < digest else ["what do ya want for nothing?", "a"])


def test_the_list_hash_is_sorted_lines_of_stratum_and_review():
    lists = {"B": ["2", "1"], "A": ["3"]}
    assert sampling.list_hash(frame(lists)) == hashlib.sha256(b"A\t3\nB\t1\nB\t2\n").hexdigest()


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_list_does_not_matter(shuffler: random.Random):
    rows = frame().rows()
    shuffler.shuffle(rows)
    again = sampling.draw(pl.DataFrame(rows, schema=frame().schema, orient="row"), promise(), SEED)
    assert again == drawn()


def test_every_review_is_as_likely_as_any_other_over_many_seeds():
    seeds = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(1500)]
    counts = dict.fromkeys(IDS["North"], 0)
    for seed in seeds:
        for each in drawn(seed).strata[0].drawn:
            counts[each] += 1
    # Each of eight has a chance of exactly 4/8; counts without replacement vary less than chi-squared allows.
    assert sum(counts.values()) == 4 * len(seeds)
    assert chisquare(list(counts.values())).pvalue > 0.001
    assert all(abs(count / len(seeds) - 0.5) < 4 * np.sqrt(0.25 / len(seeds)) for count in counts.values())


def test_every_pair_is_as_likely_as_any_other():
    seeds = [hashlib.sha256(f"pair {number}".encode()).hexdigest() for number in range(3000)]
    pairs = dict.fromkeys(combinations(IDS["South"], 2), 0)
    for seed in seeds:
        pairs[tuple(sorted(sampling.in_order(IDS["South"], seed)[:2]))] += 1  # type: ignore[index]
    assert chisquare(list(pairs.values())).pvalue > 0.001


# Commitment, record, substitution


@given(SEEDS)
def test_a_record_read_back_is_the_same_and_is_true(seed: str):
    record = sampling.read_record(sampling.record_text(drawn(seed)))
    assert record == drawn(seed)
    assert sampling.verify(record, frame()) == []


def test_another_seed_is_refused():
    with pytest.raises(Unusable, match="not the one committed to"):
        sampling.draw(frame(), promise(), "ff" * 32)


@pytest.mark.parametrize("change", [{"proportion": "0.5"}, {"least": 2}, {"known_on": "2020-05-12"}])
def test_a_design_changed_after_the_commitment_is_named(change):
    record = drawn()
    altered = replace(record, design=replace(record.design, **change))
    assert sampling.verify(altered, frame()) == [
        "The commitment does not match: the seed or the design is not the one that was committed to."
    ]


def test_a_review_more_in_the_store_is_named_by_its_stratum():
    longer = {**IDS, "South": [*IDS["South"], "SFO-099"]}
    sentence = "The list of reviews in South is another one: 3 in the record, 4 in the store."
    assert sampling.verify(drawn(), frame(longer)) == [sentence]


def test_a_review_moved_to_another_stratum_is_named():
    moved = {"North": IDS["North"][:-1], "South": IDS["South"], "West": IDS["North"][-1:]}
    found = sampling.verify(drawn(), frame(moved))
    assert found[0].startswith("The list of reviews in North") and found[1] == "The stratum West is not in the record."


def test_a_review_exchanged_in_the_record_is_named():
    record = drawn()
    north, south = record.strata
    left_out = next(each for each in IDS["North"] if each not in north.drawn)
    altered = replace(record, strata=(replace(north, drawn=(left_out, *north.drawn[1:])), south))
    (sentence,) = sampling.verify(altered, frame())
    assert left_out in sentence and north.drawn[0] in sentence and "North" in sentence


def substituted() -> tuple[sampling.Record, list[str]]:
    """North's first and then its stand-in replaced; the whole order of North."""
    record, order = drawn(), sampling.in_order(IDS["North"], SEED)
    once = sampling.substitute(record, frame(), order[0], "Report lost", "Officer", date(2020, 6, 1))
    return sampling.substitute(once, frame(), order[4], "Case reopened", "Officer", date(2020, 6, 2)), order


def test_a_substitute_is_the_next_of_its_stratum_and_nothing_is_erased():
    record, order = substituted()
    assert [(each.review_id, each.substitute) for each in record.substitutions] == [
        (order[0], order[4]),
        (order[4], order[5]),
    ]
    assert record.strata == drawn().strata
    north = sampling.sample(record).filter(stratum="North")
    assert north.rows()[0] == ("North", 1, order[5], order[0])
    assert north["review_id"].to_list()[1:] == order[1:4]
    assert sampling.verify(sampling.read_record(sampling.record_text(record)), frame()) == []


def test_a_fingerprint_is_the_hash_of_the_published_text_without_its_method():
    fields = json.loads(sampling.record_text(drawn()))
    del fields["method"]
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"))
    assert sampling.fingerprint(drawn()) == hashlib.sha256(text.encode()).hexdigest()
    assert substituted()[0].substitutions[0].follows == sampling.fingerprint(drawn())


def test_a_reason_changed_later_is_named():
    record, _ = substituted()
    first, second = record.substitutions
    altered = replace(record, substitutions=(replace(first, reason="Unwelcome"), second))
    assert sampling.verify(altered, frame()) == [
        "Substitution 2: what stood in the record before it was changed afterwards."
    ]


def test_a_substitute_out_of_turn_is_named():
    record, order = substituted()
    first, second = record.substitutions
    altered = replace(record, substitutions=(replace(first, substitute=order[6]), second))
    assert sampling.verify(altered, frame()) == [
        f"Substitution 1: {order[6]} stands for {order[0]}, but {order[4]} was next."
    ]


@pytest.mark.parametrize(
    ("review_id", "reason", "by", "sentence"),
    [
        ("SFO-999", "Lost", "Officer", "SFO-999 is not in the sample"),
        ("first", " ", "Officer", "needs a reason"),
        ("first", "Lost", "", "needs a reason and the name or post"),
    ],
)
def test_a_substitution_needs_a_review_of_the_sample_a_reason_and_a_name(review_id, reason, by, sentence):
    wanted = drawn().strata[0].drawn[0] if review_id == "first" else review_id
    with pytest.raises(Unusable, match=sentence):
        sampling.substitute(drawn(), frame(), wanted, reason, by, date(2020, 6, 1))


def test_a_stratum_used_up_has_no_substitute():
    design = replace(DESIGN, proportion="1")
    record = sampling.draw(frame(), promise(SEED, design), SEED)
    with pytest.raises(Unusable, match="All reviews of the stratum South are drawn"):
        sampling.substitute(record, frame(), record.strata[1].drawn[0], "Lost", "Officer", date(2020, 6, 1))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[1]", "neither a commitment nor a record"),
        ('{"method": "another"}', "neither a commitment nor a record"),
        ('{"method": "hmac-sha256-order-1"}', "design in the text is not complete"),
        ('{"method": "hmac-sha256-order-1", "design": {"strata": 3}}', "design in the text is not complete"),
    ],
)
def test_a_text_that_is_neither_is_refused_in_a_sentence(text, sentence):
    with pytest.raises(Unusable, match=sentence):
        sampling.read_record(text)


@given(st.data())
def test_a_record_with_any_one_part_missing_is_refused_in_a_sentence(data: st.DataObject):
    fields = json.loads(sampling.record_text(substituted()[0]))
    part = data.draw(st.sampled_from(sorted(fields)))
    del fields[part]
    with pytest.raises(Unusable):
        sampling.read_record(json.dumps(fields))


@pytest.mark.parametrize(
    "change",
    [{"proportion": "0"}, {"proportion": "1.2"}, {"proportion": "a fifth"}, {"least": -1}, {"strata": ("owner",)},
     {"known_on": "11 May"}],
)  # fmt: skip
def test_a_design_that_makes_no_sense_is_refused(change):
    with pytest.raises(Unusable):
        replace(DESIGN, **change)


# How many


def test_sizes_by_hand():
    # 20% of 335 is 67; 67 x 13 / 335 = 2.6 is short of five, so Wales has 5 and the others share 62 of 322 by size.
    sizes = {"London": 57, "Midlands": 48, "North East": 59, "North West": 54, "SE": 50, "SW": 54, "Wales": 13}
    # That is 10.98, 9.24, 11.36, 10.40, 9.63, 10.40: 59 whole, and one more to London, SE and, by name, North West.
    assert sampling.allocate(sizes, Fraction("0.2"), 5) == {
        "London": 11, "Midlands": 9, "North East": 11, "North West": 11, "SE": 10, "SW": 10, "Wales": 5,
    }  # fmt: skip


strata_sizes = st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 300), min_size=1, max_size=9)


@given(strata_sizes, st.integers(1, 1000), st.integers(0, 8))
def test_sizes_add_up_and_keep_their_minima(sizes: dict[str, int], thousandths: int, least: int):
    proportion = Fraction(thousandths, 1000)
    numbers = sampling.allocate(sizes, proportion, least)
    total = sum(sizes.values())
    minima = sum(min(least, size) for size in sizes.values())
    wanted = -(-proportion.numerator * total // proportion.denominator)
    assert sum(numbers.values()) == max(wanted, minima)
    assert all(min(least, sizes[name]) <= number <= sizes[name] for name, number in numbers.items())
    if least == 0:
        assert all(abs(number - wanted * sizes[name] / max(total, 1)) < 1 for name, number in numbers.items())


# Precision, against every sample of a tiny population

TINY = {"A": [1, 0, 1, 1, 0], "B": [0, 0, 1, 0]}


def every_sample(take: dict[str, int]) -> list[tuple[list[int], ...]]:
    first, second = ([list(each) for each in combinations(TINY[name], take[name])] for name in TINY)
    return [(a, b) for a in first for b in second]


def test_the_stratified_share_is_right_on_average_and_so_is_its_variance():
    take = {"A": 3, "B": 2}
    truth = 4 / 9
    found = [sampling.stratified_share([5, 4], [3, 2], [sum(a), sum(b)]) for a, b in every_sample(take)]
    assert len(found) == comb(5, 3) * comb(4, 2)
    shares = np.array([each.share for each in found])
    assert shares.mean() == pytest.approx(truth, abs=1e-12)
    assert np.mean([each.error**2 for each in found]) == pytest.approx(np.mean((shares - truth) ** 2), abs=1e-12)


def test_the_planned_variance_is_that_of_every_sample():
    means = np.array([np.mean(each) for each in combinations(TINY["A"], 3)])
    assert variance(3, 5, 3 / 5) == pytest.approx(np.mean((means - 3 / 5) ** 2), abs=1e-12)
    assert variance(5, 5) == 0 and variance(1, 1) == 0


def test_a_stratified_share_by_hand():
    # W = 0.6 and 0.4; p = 0.5 and 0.25; v = 0.36 x 0.8 x 0.25/11 + 0.16 x 0.8 x 0.1875/7 = 0.0065455 + 0.0034286.
    found = sampling.stratified_share([60, 40], [12, 8], [6, 2])
    assert found.share == pytest.approx(0.4)
    assert found.error**2 == pytest.approx(0.00997403, abs=1e-8)
    assert found.lower < 0.4 < found.upper


def test_nothing_is_left_to_chance_where_all_are_rated():
    found = sampling.stratified_share([3, 2], [3, 2], [2, 2])
    assert (found.share, found.lower, found.upper, found.error) == (0.8, 0.8, 0.8, 0)


def test_all_rated_alike_still_has_an_interval():
    found = sampling.stratified_share([50, 50], [10, 10], [10, 10])
    assert found.share == 1 and found.upper == 1 and 0.7 < found.lower < 0.95


@pytest.mark.parametrize(("reviews", "rated"), [([50, 9], [10, 1]), ([50, 9], [10, 0]), ([], []), ([0], [0])])
def test_a_stratum_with_under_two_rated_gives_no_estimate(reviews, rated):
    with pytest.raises(sampling.TooFewRated):
        sampling.stratified_share(reviews, rated, [0] * len(rated))


@pytest.mark.parametrize("truth", [0.2, 0.5, 0.9])
def test_intervals_hold_the_truth_in_about_95_of_100_draws(truth):
    rng = np.random.default_rng(7)
    sizes, taken = np.array([57, 48, 59, 54, 50, 54, 13]), np.array([11, 10, 12, 11, 10, 11, 2])
    good = np.round(sizes * np.clip(truth + np.linspace(-0.1, 0.1, 7), 0, 1)).astype(int)
    share = good.sum() / sizes.sum()
    found = [
        sampling.stratified_share(sizes, taken, rng.hypergeometric(good, sizes - good, taken)) for _ in range(2000)
    ]
    held = np.mean([each.lower <= share <= each.upper for each in found])
    assert 0.94 <= held <= 0.985


def test_half_widths_and_needed_sizes_by_hand():
    # Cochran 1977, section 4.4: P = 0.5, d = 0.05, z = 1.96 of a population of 4000 needs n0 = 384.1, n = 350.6.
    assert sampling.needed(4000, 0.05) == 351
    # 1.96 x sqrt(0.25/11 x 46/56) = 0.2678
    assert float(sampling.half_width(11, 57)) == pytest.approx(0.26780, abs=1e-5)


@given(st.integers(20, 2000), st.floats(0.02, 0.2))
def test_what_is_needed_gives_the_half_width_asked_for(reviews: int, half: float):
    number = sampling.needed(reviews, half)
    assert number <= reviews
    assert sampling.half_width(number, reviews) <= half + 1e-9
    if number > 1:
        # Cochran's formula neglects 1 in N - 1: within one review of the smallest size that does.
        assert sampling.half_width(max(number - 2, 1), reviews) > half * 0.95


def test_power_by_hand_and_by_simulation():
    sizes, taken = np.array([60, 60, 60]), np.array([30, 30, 30])
    own = 0.25 / 30 * 30 / 59
    error = np.sqrt(own * 1.5)
    assert sampling.detectable(taken, sizes) == pytest.approx([(1.959964 + 0.841621) * error] * 3, abs=1e-5)
    expected = norm.cdf(0.15 / error - norm.ppf(0.975)) + norm.cdf(-0.15 / error - norm.ppf(0.975))
    assert sampling.power(taken, sizes) == pytest.approx([expected] * 3)
    rng = np.random.default_rng(11)
    good = np.array([36, 27, 27])  # 60% against 45%
    shares = rng.hypergeometric(good, sizes - good, taken, (4000, 3)) / taken
    away = np.abs(shares[:, 0] - shares[:, 1:].mean(axis=1)) / error
    assert np.mean(away > allocation.Z_95) == pytest.approx(expected, abs=0.06)


def test_one_stratum_alone_has_nothing_to_differ_from():
    assert np.isnan(sampling.power([10], [40])).all()
