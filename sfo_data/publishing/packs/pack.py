"""The files of one recipient's pack, all from one briefing: what can be made beside the browser, and what is signed."""

from collections.abc import Mapping
from dataclasses import dataclass

from sfo_data.definitions.dimensions import slug
from sfo_data.definitions.periods import DEFAULT
from sfo_data.publishing.briefing.content import Briefing
from sfo_data.publishing.briefing.every_number import view_of
from sfo_data.publishing.briefing.recipients import Recipient
from sfo_data.publishing.packs import manifest
from sfo_data.publishing.packs.browser_process import Drawn, Order
from sfo_data.publishing.packs.slides.briefing_deck import slides
from sfo_data.publishing.packs.workbook import workbook
from sfo_data.publishing.provenance import View, code_of, issue, keys


@dataclass(frozen=True, eq=False)
class Draft:
    """A pack before its files: the folder's name, the briefing, and the view and code that all its files show."""

    recipient: Recipient
    name: str
    briefing: Briefing
    view: View
    code: str

    def order(self, server: str, seconds: float) -> Order:
        """What the browser is to make of it."""
        return Order(f"{server}/{self.view.link()}&screenshot=1", self.briefing, self.code, seconds)


def draft(recipient: Recipient, briefing: Briefing) -> Draft:
    """The pack of a recipient's briefing."""
    view = view_of(briefing)
    return Draft(recipient, name(recipient, briefing), briefing, view, code_of(view))


def name(recipient: Recipient, briefing: Briefing) -> str:
    """ "SYNTHETIC-sfo-briefing-london-2020-05-11"; what is not the default is said, so that no two packs share one."""
    synthetic = ["SYNTHETIC"] if briefing.is_synthetic else []
    internal = ["internal"] if briefing.audience == "internal" else []
    period = [slug(briefing.filters.period.name)] if briefing.filters.period.name != DEFAULT else []
    known_on = briefing.filters.known_on.isoformat()
    return "-".join([*synthetic, "sfo-briefing", recipient.slug, known_on, *internal, *period])


def files_without_browser(made: Draft) -> Mapping[str, bytes]:
    """The files that need no browser, unsigned."""
    return {
        "briefing.pptx": slides(made.briefing, made.code),
        "briefing.ods": workbook(made.briefing, made.code),
    }


def files(made: Draft, drawn: Drawn, without_browser: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The whole pack: each file that can carry it with its signed description, and the manifest over all.

    Their codes are in the register from now on. Raises Unreadable, KeyProblem, CodeTaken, OSError.
    """
    signed = {
        "briefing.png": issue("png", drawn.png, made.view),
        "briefing.pdf": issue("pdf", drawn.pdf, made.view),
        "briefing.pptx": issue("pptx", without_browser["briefing.pptx"], made.view),
        "briefing.html": issue("html", drawn.html, made.view),
        "briefing.ods": without_browser["briefing.ods"],
    }
    content = manifest.manifest(made.briefing, made.view, signed, keys.signing_key())
    return {**signed, manifest.NAME: content}
