"""What every page gives a reader of one division: nothing that names another, in words, tables, charts or options."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sfo_data.definitions.filters import NATIONAL, from_choices
from sfo_data.definitions.settings import PROJECT
from sfo_data.questions import queries
from sfo_data.security import audit
from sfo_data.store.database import Store
from tests.material.box import NEWEST
from tests.pages.conftest import cards, html_of
from tests.pages.test_pages import PAGES
from tests.pages.test_sign_in import AUTH

# Published figures and releases name places, and are everybody's.
OF_THE_PUBLIC = ("pages/reference/published_record.py", "pages/reference/release.py")
OPEN = [page for page in PAGES if page != "pages/reference/audit.py"]
KINDS = ("markdown", "caption", "html", "info", "warning", "success", "metric", "table", "dataframe", "selectbox",
         "multiselect", "code", "title", "header", "subheader", "expander", "text_input", "button")  # fmt: skip


@pytest.fixture
def others(box_store_url: str) -> tuple[str, ...]:
    """Every division and provider but those of Wales."""
    options = queries.facts(Store(box_store_url)).known.options
    return tuple(name for name in (*options["division"], *options["provider"]) if "Wales" not in name)


@pytest.fixture
def app_of(box_store_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], AppTest]:
    """The product, opened by somebody whose group is the one named."""
    options = queries.facts(Store(box_store_url)).known.options["division"]
    lines = ["group,role,division", "wales,division,Wales", "everything,national,", "press,public-facing,"]
    lines += [f"all-but-london,division,{name}" for name in options if name != "London"]
    (tmp_path / "roles.csv").write_text("\n".join(lines))
    monkeypatch.setenv("SFO_DATABASE_URL", box_store_url)
    monkeypatch.setenv("SFO_ROLES", str(tmp_path / "roles.csv"))
    monkeypatch.chdir(PROJECT)

    def opened(group: str) -> AppTest:
        app = AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=300)
        app.secrets["auth"] = AUTH
        issuer = AUTH["server_metadata_url"].removesuffix("/.well-known/openid-configuration")
        token = {"iss": issuer, "aud": AUTH["client_id"], "iat": time.time() - 60}
        app.user = {"is_logged_in": True, "sub": f"s-{group}", "name": "A. Reader", "groups": [group], **token}
        return app

    return opened


def told(app: AppTest) -> str:
    """Everything a run of the script sent: its elements as their protobufs say, charts and their alternatives too."""
    return "".join(str(element.proto) for element in _elements(app))


def _elements(app: AppTest) -> list:
    kinds = (*KINDS, "bidi_component", "deck_gl_json_chart", "arrow_data_frame", "arrow_table", "download_button")
    return [element for kind in kinds for element in app.get(kind)]


def named(text: str, others: tuple[str, ...]) -> set[str]:
    return {name for name in others if re.search(rf"\b{re.escape(name)}\b", text)}


@pytest.mark.parametrize("page", OPEN)
def test_no_page_names_another_division_or_provider_to_a_reader_of_wales(app_of, others, page):
    app = app_of("wales")
    app.query_params["period"] = "cy-2018"
    app.switch_page(page).run()
    assert not app.exception and not app.error
    text = told(app)
    assert "Wales" in text
    if page not in OF_THE_PUBLIC:
        assert named(text, others) == set()


def test_the_same_pages_name_them_to_a_national_reader(app_of, others):
    app = app_of("everything").run()
    app.switch_page("pages/oversight/providers.py").run()
    assert named(told(app), others) == set(others)


def test_the_cards_of_a_division_are_its_own_beside_the_nations(app_of, box_store_url):
    app = app_of("wales")
    app.query_params["period"] = "cy-2018"
    app.run()
    store = Store(box_store_url)
    whole = from_choices(queries.facts(store).known, {}, "cy-2018", NEWEST, NATIONAL)
    own = queries.ask_filtered(store, "reviews", whole.select("division", ["Wales"]), "notified_on").height
    assert cards(app)[0] == ("SFO notifications and reviews", str(own))
    assert "England and Wales 493" in html_of(app)


@pytest.mark.parametrize("case_of", ["London", "Wales"])
def test_a_timeline_is_shown_of_the_readers_own_cases_alone(app_of, box_store_url, case_of):
    store = Store(box_store_url)
    whole = from_choices(queries.facts(store).known, {}, "cy-2018", NEWEST, NATIONAL)
    case = queries.ask_filtered(store, "reviews", whole.select("division", [case_of]))["review_id"][0]
    app = app_of("wales").run()
    app.switch_page("pages/reference/cases.py")
    app.query_params["case"] = case
    app.run()
    warnings = [warning.value for warning in app.warning]
    if case_of == "London":
        assert warnings == [f"There is no review “{case}” in the data as known on this day."]
    else:
        assert warnings == [] and f"Review {case}: " in told(app)


def test_a_link_to_another_division_is_answered_as_one_to_none(app_of):
    notices = []
    for slug in ("london", "atlantis"):
        app = app_of("wales")
        app.query_params["division"] = slug
        app.run()
        notices.append([warning.value.replace(slug, "…") for warning in app.warning])
        assert cards(app)[0][1] != "0"
    assert notices[0] == notices[1] and "is not in the data" in notices[0][0]


def test_what_is_kept_for_one_reader_is_not_shown_to_another(app_of):
    shown = {}
    for group in ("everything", "wales", "everything", "wales"):
        app = app_of(group)
        app.query_params["period"] = "cy-2018"
        app.run()
        shown.setdefault(group, []).append([value for _, value in cards(app)])
    assert shown["everything"][0] == shown["everything"][1] and shown["wales"][0] == shown["wales"][1]
    assert shown["everything"][0][0] == "493" != shown["wales"][0][0]


def test_coming_in_looking_and_being_turned_away_are_in_the_trail(app_of, monkeypatch, tmp_path):
    monkeypatch.setenv("SFO_AUDIT_LOG", str(tmp_path / "audit"))
    app = app_of("wales").run()
    app.switch_page("pages/reference/cases.py")
    app.query_params["case"] = "SFO-9999999"
    app.run()
    app_of("gardening").run()
    assert audit.writer().is_drained(20)
    lines = [
        (line["subject"], line["action"], line["what"], line["scope"])
        for line in audit.read_all(tmp_path / "audit").entries
    ]
    assert lines == [
        ("s-wales", "signed_in", "sign-in", []),
        ("s-wales", "view", "overview", ["Wales"]),
        ("s-wales", "view", "cases", ["Wales"]),
        ("s-wales", "refused", "case timeline", ["Wales"]),
        ("s-gardening", "refused", "sign-in", []),
    ]


def test_all_divisions_but_one_are_too_many(app_of):
    app = app_of("all-but-london").run()
    assert [title.value for title in app.title] == ["Your groups cover too much and too little"]
    assert not cards(app) and "would give that one away" in app.text[-1].value


def test_nothing_of_a_page_is_shown_to_a_role_that_does_not_open_it(app_of):
    app = app_of("press").run()
    assert [title.value for title in app.title] == ["Release tables"]
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        app.switch_page("pages/reference/cases.py")
    assert not app.dataframe and "SFO-0" not in told(app)
