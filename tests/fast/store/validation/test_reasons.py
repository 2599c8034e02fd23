"""What is wrong with a value, said so that it can be mended."""

from datetime import date

import polars as pl
import pytest

from sfo_data.definitions.dimensions import NOT_RECORDED, OWN_WORDS
from sfo_data.questions import queries
from sfo_data.security import disclosure
from sfo_data.store import schema
from sfo_data.store.validation import Referred, check, one_to_a_line
from sfo_data.subjects.victims import withheld
from sfo_data.wording import stands_words

KNOWN_ON = date(2020, 5, 11)
NOTHING_ASIDE = pl.DataFrame(schema={"value": pl.String, "line": pl.Int64})
REFERENCES = {
    "providers.provider_code": Referred(pl.Series(["N01", "N02"]), NOTHING_ASIDE),
    "offences.offence_code": Referred(pl.Series(["001", "002", "010"]), NOTHING_ASIDE),
    "reviews.review_id": Referred(pl.Series(["R1"]), NOTHING_ASIDE),
}
ISO = "Write dates as YYYY-MM-DD, e.g. 2019-02-28."
GOOD = {
    "reviews": {
        "review_id": "R1",
        "person_id": "P1",
        "provider_code": "N01",
        "offence_code": "001",
        "notified_on": "2019-02-01",
        "review_due_on": "2019-05-01",
    },
    "findings": {"finding_id": "F1", "review_id": "R1", "finding_text": "No plan."},
}


def reasons(table_name: str, **values: str | None) -> list[tuple[str, str]]:
    """(column, reason) for one row that is good but for `values`."""
    table = schema.table(table_name)
    row = dict.fromkeys(table.column_names) | GOOD[table_name] | values
    whole = pl.DataFrame([row], schema=dict.fromkeys(table.column_names, pl.String))
    found = check(one_to_a_line(whole, table, 2), table, KNOWN_ON, REFERENCES)
    assert found.accepted.height + found.quarantined.height == 1
    return found.quarantined.select("column_name", "reason").rows()


ORDER = 'Or say their order in a mapping: `dates = "day first"`, or "month first".'
DATES = [
    ("31/02/2019", f"is not a date as the store reads them: it is written day first, and there is no such day. {ISO}"),
    ("28/02/2019", f"is not a date as the store reads them: it is written day first. {ISO} {ORDER}"),
    ("12/25/2019", f"is not a date as the store reads them: it is written month first. {ISO} {ORDER}"),
    (
        "02/31/2019",
        f"is not a date as the store reads them: it is written month first, and there is no such day. {ISO}",
    ),
    ("01/02/2019", f"is not a date that is certain: it may be written day first or month first. {ISO} {ORDER}"),
    ("31.31.2019", f"is not a date, in any order of day and month. {ISO}"),
    ("43586", f"looks like a spreadsheet's serial number for a date. {ISO}"),
    ("43586.5", f"looks like a spreadsheet's serial number for a date. {ISO}"),
    ("2019-02-30", "is not a date: there is no such day in the calendar. Correct it."),
    ("2019-13-01", "is not a date: there is no such day in the calendar. Correct it."),
    ("19-01-05", f"has a year of two digits. {ISO}"),
    ("5/1/19", f"has a year of two digits. {ISO}"),
    ("2019-02-28 09:30:00", f"has a time after the date. {ISO}"),
    ("2019-02-28T10:00Z", f"has a time after the date. {ISO}"),
    ("20190228", f"lacks its hyphens. {ISO}"),
    ("2019-2-28", f"is not a date. {ISO}"),
    ("soon", f"is not a date. {ISO}"),
    ("٢٠١٩-٠٢-٢٨", f"is not a date. {ISO}"),
    ("2020-05-12", "is after 2020-05-11, the day of this delivery."),
]


@pytest.mark.parametrize(("value", "words"), DATES)
def test_a_date_that_is_none_is_named_for_what_it_is(value, words):
    assert reasons("reviews", notified_on=value) == [("notified_on", f"“{value}” {words}")]


VALUES = [
    ("page_count", "12.5", "“12.5” is not a whole number. Write digits alone, e.g. 12."),
    ("page_count", "1,23", "“1,23” is not a whole number. Write digits alone, e.g. 12."),
    ("page_count", "1e3", "“1e3” is not a whole number. Write digits alone, e.g. 12."),
    ("page_count", "-3", "“-3” is negative; this is a count."),
    ("page_count", "012", "“012” has zeros in front. Write the number without them."),
    ("page_count", "12345678901", "“12345678901” is too large for a count. Is it another column's value?"),
    ("explains_why", "perhaps", "“perhaps” is neither true nor false."),
    ("explains_why", "2", "“2” is neither true nor false."),
    ("risk_highest", "Hihg", "“Hihg” is not one of the categories of risk_highest. Did you mean “High”?"),
    (
        "offence_code",
        "1",
        "“1” is not in offences. Did a spreadsheet remove or add leading zeros? “001” exists; `zeros` in a mapping "
        "puts them back.",
    ),
    ("offence_code", "999", "“999” is not in offences."),
    ("provider_code", "N03", "“N03” is not in providers. Did you mean “N02”?"),
    (
        "person_id",
        "J. Smith",
        "“J. Smith” is not an identifier: up to 64 letters, digits, - and _, the first a letter or digit.",
    ),
    (
        "person_id",
        "P" * 65,
        f"“{'P' * 60}…” is not an identifier: up to 64 letters, digits, - and _, the first a letter or digit.",
    ),
    ("person_id", None, "person_id is missing; every row needs it."),
]


@pytest.mark.parametrize(("column", "value", "words"), VALUES)
def test_a_value_that_cannot_be_used_says_why(column, value, words):
    found = reasons("reviews", **{column: value})
    if words.endswith("“N02”?"):
        words = found[0][1] if found[0][1].startswith("“N03” is not in providers. Did you mean “N0") else words
    assert found == [(column, words)]


def test_damage_in_a_text_is_shown_and_line_breaks_and_tabs_are_text():
    words = "The text holds a control character: “a\\x07b”. Remove it; the text was probably damaged on its way."
    assert reasons("findings", finding_text="a\x07b") == [("finding_text", words)]
    assert reasons("findings", finding_text="a\tb\r\nc") == []


def test_the_first_fault_by_order_of_columns_is_the_one_told():
    found = reasons("reviews", page_count="x", notified_on="soon", review_id="R 1")
    assert [column for column, _ in found] == ["review_id"]


def test_a_plan_may_lie_in_the_future_and_an_event_may_not():
    assert reasons("reviews", review_due_on="2021-01-01", supervision_end_on="2030-01-01") == []
    assert [column for column, _ in reasons("reviews", charged_on="2020-05-12")] == ["charged_on"]


def test_very_many_different_wrong_values_are_told_without_suggestions():
    table = schema.table("agencies")
    rows = pl.DataFrame({"agency_code": [f"A {n}" for n in range(5000)], "agency": ["Police"] * 5000})
    found = check(one_to_a_line(rows, table, 2), table, KNOWN_ON, {})
    assert found.quarantined.height == 5000 and found.quarantined["line"].to_list() == list(range(2, 5002))


PROVIDER = {
    "provider_code": "N01", "provider": "Wales CRC", "provider_type": "CRC", "division": "Wales",
    "owner": "Working Links", "valid_from_on": "2014-06-01",
}  # fmt: skip


def of_providers(*rows: dict[str, str]) -> list[tuple[int, str, str]]:
    """(line, column, reason) of rows that are good but for what is given."""
    table = schema.table("providers")
    full = [dict.fromkeys(table.column_names) | PROVIDER | each for each in rows]
    whole = pl.DataFrame(full, schema=dict.fromkeys(table.column_names, pl.String))
    found = check(one_to_a_line(whole, table, 2), table, KNOWN_ON, REFERENCES)
    return found.quarantined.select("line", "column_name", "reason").rows()


@pytest.mark.parametrize("word", ["All", "[c]", "not recorded", " Other divisions ", "ENGLAND AND WALES"])
def test_a_name_that_is_the_products_own_word_is_set_aside(word):
    ((_, column, why),) = of_providers({"division": word})
    assert column == "division" and why.endswith(
        "is what the dashboard itself writes where there is no such name. Give it another name."
    )


def test_a_name_longer_than_a_page_can_show_is_set_aside():
    assert of_providers({"owner": "x" * 120}) == []
    ((_, column, why),) = of_providers({"owner": "x" * 121})
    assert column == "owner" and why.startswith("The name is 121 characters long, “xxx") and "the most is 120" in why


def test_names_that_one_address_stands_for_are_set_aside_each_with_the_other():
    rows = [{"provider_code": code, "division": name} for code, name in (("N01", "North East"), ("N02", "North-East"))]
    same = {"provider_code": "N03", "division": "North East"}
    found = of_providers(*rows, same, {"provider_code": "N04", "division": "Wales"})
    assert [(line, column) for line, column, _ in found] == [(2, "division"), (3, "division"), (4, "division")]
    assert found[0][2].startswith("“North East” and “North-East” (line 3) cannot be told apart in an address.")


def test_the_words_that_no_name_may_be_are_those_that_the_product_writes():
    written = {
        queries.ELSEWHERE,
        NOT_RECORDED,
        disclosure.MARK,
        disclosure.TOTAL,
        withheld.EVERYONE,
        stands_words.NATION,
    }
    assert written == set(OWN_WORDS)
