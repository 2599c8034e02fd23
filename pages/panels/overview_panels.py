"""The overview's own figures: the backlog beside the team's posts, places beside the nation, what a week changed."""

from html import escape
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from pages.charts.backlog import backlog_chart
from pages.frame import cached_reader, downloads
from pages.panels.compared_panel import Standard, compared_panel
from pages.panels.comparison_panels import VIEWS, Choice, comparison, groups_shown, table_shown
from pages.panels.figure_panel import Panel, cached_panel
from pages.panels.held_panels import of_feed
from pages.panels.turnaround_panels import backlog_of
from sfo_data.definitions.filters import Filters
from sfo_data.publishing.briefing import WEEK
from sfo_data.questions import changes
from sfo_data.questions.fair_comparison import ALLOWED
from sfo_data.subjects import since_last_week
from sfo_data.subjects.providers import provider_words
from sfo_data.subjects.turnaround import backlog_words
from sfo_data.wording import tables

COMPARED = "sfo_rate"


@cached_panel
def backlog_panel(filters: Filters) -> Panel:
    """Reviews open and late at the end of each month, above the posts of the team."""
    staffing = cached_reader.ask("qa_staffing", known_on=filters.known_on)
    waiting = backlog_words.with_posts(backlog_of(filters), staffing)
    return Panel(
        "backlog", backlog_words.title(waiting), backlog_chart(waiting), backlog_words.table(waiting),
        backlog_words.CAPTION, filters.over(waiting["day"][0], filters.known_on),
    )  # fmt: skip


@of_feed("sfo_rate")
@cached_panel
def places_panel(filters: Filters) -> Panel:
    """Each division of the NPS, or each provider where there is none, beside England and Wales; a click narrows."""
    mix = ALLOWED[COMPARED][-1]
    choices = [Choice(COMPARED, view, mix, False) for view in VIEWS]
    choice = next((each for each in choices if groups_shown(filters, each).height), choices[-1])
    groups, target = groups_shown(filters, choice), comparison(filters, choice).target
    words = (
        provider_words.providers_title(groups, f"{choice.view} beside England and Wales", mix),
        f"SFOs notified against those expected for the people supervised. {provider_words.INTERVALS_CAPTION}",
    )
    axis = tables.funnel_axes(choice.name)[1], tables.tick_format(choice.name)
    return compared_panel(
        "places", words, filters, groups, "provider", axis, Standard(target), table_shown(filters, choice), "provider"
    )


def since_last_week_list(filters: Filters) -> None:
    """What the newest week brought, each line a link to where more of it stands."""
    known = cached_reader.facts().known
    earlier = known.on(filters.known_on - WEEK)
    heading = since_last_week.heading(earlier)
    if earlier is None:
        st.html(f'<div class="since"><h2>{heading}</h2><p>{since_last_week.NOT_KNOWN}</p></div>')
        return
    counts = cached_reader.computed(
        "since_last_week", lambda: changes.counts(changes.between(cached_reader.read, filters, earlier)), filters
    )
    told = since_last_week.lines(counts)
    link = urlencode(filters.to_url(known.known_on), doseq=True)
    items = "".join(f'<li><a href="{each.page}?{escape(link)}" target="_self">{each.words}</a></li>' for each in told)
    downloads.offer(
        "since_last_week",
        heading,
        pl.DataFrame({"Change": [each.words for each in told]}),
        filters.over(earlier, filters.known_on),
    )
    st.html(f'<div class="since"><h2>{heading}</h2><ul>{items}</ul></div>')
