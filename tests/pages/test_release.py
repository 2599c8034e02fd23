"""The page of a release: what anybody sees of it is the protected figures, and early readers are told so."""

from datetime import date, timedelta

import pytest

from sfo_data.publishing import releases
from sfo_data.questions import queries
from sfo_data.store import ingest, synthetic
from sfo_data.store.database import Store
from tests.pages.conftest import headings as all_headings
from tests.pages.conftest import plotly_charts, with_menus_open
from tests.pages.test_scope import app_of  # noqa: F401

TODAY = date.today()


@pytest.fixture
def calendar(monkeypatch, tmp_path):
    """One release that is out, and one of tomorrow that the press office may see today."""
    (tmp_path / "r.csv").write_text(
        "release,known_on,title,published_on\n"
        f"a,2020-04-06,First release,2020-05-28\nb,2020-04-06,Second release,{TODAY + timedelta(days=1)}\n"
    )
    (tmp_path / "e.csv").write_text(f"release,subject,reason,from\nb,s-everything,Answers the press,{TODAY}\n")
    monkeypatch.setenv("SFO_RELEASES", str(tmp_path / "r.csv"))
    monkeypatch.setenv("SFO_EARLY_ACCESS", str(tmp_path / "e.csv"))


def opened(app, page):
    app.default_timeout = 300
    shown = app.run().switch_page(f"pages/reference/{page}.py").run()
    assert not shown.exception and not shown.error
    return shown


@pytest.mark.usefixtures("calendar")
def test_the_public_sees_what_is_published_and_no_list_of_names(app_of):  # noqa: F811
    shown = opened(app_of("press"), "release")
    assert shown.selectbox(key="release").options == ["First release"]
    assert not shown.warning and not any("before publication" in each.label for each in shown.expander)
    charts = plotly_charts(shown)
    assert len(charts) == 19 and any("[c]" in each.alt for each in charts)
    captions = [each.value for each in with_menus_open(shown).caption if "95%" in each.value]
    assert len(captions) == 19 and all("SYNTHETIC" in each and "6 April 2020" in each for each in captions)


@pytest.mark.usefixtures("calendar")
def test_those_listed_open_it_early_and_are_told_and_the_list_is_shown_internally(app_of):  # noqa: F811
    shown = opened(app_of("everything"), "release")
    assert shown.selectbox(key="release").options == ["Second release", "First release"]
    assert any("Answers the press" in each.value for each in shown.warning)
    assert any(each.label == "Who may open it before publication (1)" for each in shown.expander)


@pytest.fixture(scope="module")
def other_store(tmp_path_factory):
    """60 cases loaded on another day than the box's release tells, marked as real."""
    folder = tmp_path_factory.mktemp("other")
    synthetic.write(folder / "delivery", seed=7, cases=60)
    (folder / "delivery" / "delivery.json").unlink()
    store = Store(f"duckdb:///{folder / 'sfo.duckdb'}")
    ingest.load(store, folder / "delivery", date(2020, 5, 18), is_synthetic=False)
    return store


def test_a_store_that_no_release_is_of_says_so(app_of, other_store, monkeypatch):  # noqa: F811
    app = app_of("press")
    monkeypatch.setenv("SFO_DATABASE_URL", other_store.url)
    shown = opened(app, "release")
    assert "No release is set up for the data loaded here" in shown.info[0].value
    assert not plotly_charts(shown)


def test_the_boxs_calendar_is_of_no_real_cases_and_a_release_needs_all_before_it(other_store, monkeypatch, tmp_path):
    of_the_box, facts = releases.releases(), queries.facts(other_store)
    assert of_the_box and releases.held(facts, of_the_box) == ()
    lines = ["release,known_on,title,published_on", "a,2020-05-18,First,2020-06-01", "b,2020-05-11,Second,2020-06-02",
             "c,2020-05-18,Third,2020-06-03"]  # fmt: skip
    (tmp_path / "r.csv").write_text("\n".join(lines))
    monkeypatch.setenv("SFO_RELEASES", str(tmp_path / "r.csv"))
    assert [each.name for each in releases.held(facts, releases.releases())] == ["a"]


def test_comparisons_with_the_extract_are_for_those_who_may_see_it(app_of):  # noqa: F811
    beside = "Published beside the loaded extract"
    headings = {
        (group, page): all_headings(opened(app_of(group), page))
        for group in ("press", "everything") for page in ("published_record", "definitions")
    }  # fmt: skip
    assert beside in headings["everything", "published_record"] and beside not in headings["press", "published_record"]
    assert len(headings["everything", "definitions"]) > len(headings["press", "definitions"])


@pytest.mark.usefixtures("calendar")
def test_a_link_brings_back_its_release_and_a_choice_goes_into_the_link(app_of):  # noqa: F811
    app = app_of("everything")
    app.query_params["release"] = "a"
    shown = opened(app, "release")
    assert shown.selectbox(key="release").value == "a" and not shown.warning
    shown.selectbox(key="release").set_value("b").run()
    assert list(app.query_params["release"]) == ["b"] and any(
        "Answers the press" in each.value for each in shown.warning
    )


@pytest.mark.usefixtures("calendar")
@pytest.mark.parametrize("name", ["b", "c"])
def test_a_link_to_a_release_that_is_not_out_tells_no_more_than_one_to_none(app_of, name):  # noqa: F811
    app = app_of("press")
    app.query_params["release"] = name
    shown = opened(app, "release")
    assert shown.selectbox(key="release").value == "a"
    assert [each.value for each in shown.warning] == [
        f"The link's release “{name}” is not among those that you may open."
    ]
