"""Nothing that a delivery says is active in a pack of the briefing, and none of it keeps a pack from being made."""

from email import message_from_bytes
from email.policy import SMTP

import pytest

from sfo_data.definitions import filters as f
from sfo_data.publishing.briefing import Briefing, weekly
from sfo_data.publishing.packs import mail
from sfo_data.publishing.packs.document import html
from sfo_data.publishing.packs.pdf import pdf
from sfo_data.publishing.packs.slides.briefing_deck import slides
from sfo_data.publishing.packs.workbook import workbook
from sfo_data.questions import queries
from sfo_data.store.database import Store
from tests.material.active_content import ACTIONS, active, names_in
from tests.material.printed import CODE, drawings, of_box, parsed

PLACES = ("national", "division")


@pytest.fixture(scope="module", params=PLACES)
def briefing(request: pytest.FixtureRequest, hostile_store: str) -> Briefing:
    """The briefing of England and Wales, and of the division whose name is worst."""
    store = Store(hostile_store)
    facts = queries.facts(store)
    divisions = facts.known.options["division"]
    asked = {} if request.param == "national" else {"division": [next(each for each in divisions if "Bcc:" in each)]}
    filters = f.from_choices(facts.known, asked, "last-12-months", facts.known.known_on)
    made = weekly(queries.reader(store), facts, filters, "internal")
    assert "zq7" in str(made)
    return made


@pytest.fixture(scope="module")
def clean(duckdb_url: str) -> Briefing:
    return of_box(duckdb_url, "London division")


def test_a_page_of_a_pack_has_no_element_and_no_attribute_more(briefing: Briefing, clean: Briefing):
    def kinds(of: Briefing) -> set[tuple[str, str]]:
        found = parsed(html(of, drawings(of), CODE)).all()
        return {(each.tag, name) for each in found for name in ["", *each.attributes]}

    assert kinds(briefing) <= kinds(clean)


def test_a_pdf_of_a_pack_has_no_action_and_no_link(briefing: Briefing):
    names = names_in(pdf(briefing, drawings(briefing), CODE))
    assert "/StructTreeRoot" in names and names & ACTIONS == set()


def test_slides_and_workbook_of_a_pack_hold_nothing_active(briefing: Briefing):
    assert list(active(slides(briefing, CODE))) == []
    assert list(active(workbook(briefing, CODE))) == []


def test_a_draft_of_a_mail_has_no_header_and_no_element_more(briefing: Briefing, clean: Briefing):
    files = dict.fromkeys(("briefing.pdf", "briefing.pptx", "briefing.png"), b"none")

    def shape(of: Briefing) -> tuple[list[str], set[str]]:
        found = message_from_bytes(mail.message(of, CODE, ("a@example.gov.uk",), files, "pack"), policy=SMTP)
        body = found.get_body(("html",))
        assert body and found["To"] == "a@example.gov.uk" and not found.defects
        return found.keys(), {each.tag for each in parsed(body.get_content()).all()}

    (headers, tags), (usual_headers, usual_tags) = shape(briefing), shape(clean)
    assert headers == usual_headers and tags <= usual_tags
