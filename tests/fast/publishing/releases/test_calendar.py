"""A release opens at 09:30 in London, summer and winter, and before that only to those on its list."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from sfo_data.publishing import releases
from sfo_data.publishing.releases import MayNotOpen, UnknownRelease, WrongCalendar

HEAD, LIST = "release,known_on,title,published_on\n", "release,subject,reason,from\n"


@pytest.fixture
def calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "releases.csv").write_text(HEAD + "b,2020-05-11,Second,2020-06-25\na,2020-04-06,First,2020-05-28\n")
    (tmp_path / "early.csv").write_text(LIST + "b,s-1,Answers the press,2020-06-24\n")
    monkeypatch.setenv("SFO_RELEASES", str(tmp_path / "releases.csv"))
    monkeypatch.setenv("SFO_EARLY_ACCESS", str(tmp_path / "early.csv"))
    return tmp_path


@pytest.mark.parametrize(
    "day, instant",
    [
        # The clocks went forward on 29 March 2020 and back on 25 October 2020, both in the night before 09:30.
        *[("2020-03-28", "2020-03-28T09:30"), ("2020-03-29", "2020-03-29T08:30")],
        *[("2020-10-24", "2020-10-24T08:30"), ("2020-10-25", "2020-10-25T09:30")],
    ],
)
def test_half_past_nine_is_londons_on_both_sides_of_both_clock_changes(day, instant):
    out, moment = releases.Release("r", date(2020, 1, 1), "R", date.fromisoformat(day)), datetime.fromisoformat(instant)
    assert out.is_published(moment.replace(tzinfo=UTC))
    assert not out.is_published(moment.replace(tzinfo=UTC) - timedelta(seconds=1))


@pytest.mark.usefixtures("calendar")
def test_before_publication_only_those_listed_open_it_and_only_from_their_day_on():
    # 23:30 UTC is half past midnight of the next day in London.
    early = datetime(2020, 6, 23, 23, 30, tzinfo=UTC)
    assert [each.name for each in releases.openable("s-1", early)] == ["b", "a"]
    assert [each.name for each in releases.openable("s-1", early - timedelta(hours=1))] == ["a"]
    assert [each.name for each in releases.openable("", early)] == ["a"]
    assert releases.opened("b", "s-1", early)[1].reason == "Answers the press"
    with pytest.raises(MayNotOpen, match="“Second” is published at 09:30 on 25 June 2020, London time"):
        releases.opened("b", "s-2", early)
    assert releases.opened("b", "s-1", early + timedelta(days=2))[1] is None
    with pytest.raises(UnknownRelease, match="no release “c”"):
        releases.opened("c", "s-1", early)


@pytest.mark.parametrize(
    "text, words",
    [
        ("release,title\n", "must have the columns release, known_on, title, published_on"),
        (HEAD + "a,2020-04-06,,2020-05-28\n", "line 2: title is empty"),
        (HEAD + "a,6 April,First,2020-05-28\n", "line 2: “6 April” is not a day"),
        (HEAD + "a,2020-04-06,First,2020-05-28\n" * 2, "“a” stands in the file twice"),
        (HEAD + "a,2020-04-06,First,2020-04-05\n", "published before what it tells is known"),
    ],
)
def test_a_file_that_cannot_be_used_says_what_to_write(calendar, text, words):
    (calendar / "releases.csv").write_text(text)
    with pytest.raises(WrongCalendar, match=words):
        releases.releases()


def test_a_file_that_is_not_there_is_named(calendar):
    (calendar / "releases.csv").unlink()
    with pytest.raises(WrongCalendar, match=r"releases\.csv cannot be read"):
        releases.releases()


def test_what_is_in_the_box_can_be_read():
    assert [each.name for each in releases.releases()] == ["to-2019"]
    assert releases.early_access() == ()
