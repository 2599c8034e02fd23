"""What does this week's briefing say? All of it, from the store, for one place, day of knowledge and audience."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl

from sfo_data import changes, narrative, periods
from sfo_data.briefing import beside, protection, words
from sfo_data.briefing.content import Briefing, Parts, Trend
from sfo_data.briefing.decisions import decisions, waiting
from sfo_data.control_charts import ControlChart, control_chart
from sfo_data.dimensions import DIMENSIONS
from sfo_data.disclosure import POLICIES, Audience, Policy
from sfo_data.figures import counts_and_shares, figures, headlines
from sfo_data.filters import NATIONAL, Filters
from sfo_data.queries import Facts, Read
from sfo_data.reporting_calendar import year_earlier

WEEK = timedelta(days=7)
CARDS = (
    "sfo_reviews",
    "murder_or_manslaughter",
    "low_or_medium_share",
    "qa_median_days",
    "qa_within_target_share",
    "open_over_target",
)
CHARTED = "sfo_reviews"
TRENDS = (CHARTED, "qa_within_target_share")
PLACES, NO_PACK = ("division", "provider"), "no pack"
SPLIT_BY, RISK, TYPE = "offence_group", "risk_at_offence", "provider_type"
# As many offence groups as are legible across a room beside three other charts; the table has all.
LISTED = 8


def weekly(
    read: Read, facts: Facts, filters: Filters, audience: Audience, together: beside.Told | None = None
) -> Briefing:
    """The briefing of `filters` for an audience: their day of knowledge against the one in force a week before.

    `together` is what the packs of all places may tell (see `told_together`, which is asked where it is not given); a
    choice that is no place with a pack is protected by itself. Raises CannotProtect, StoreMissing, StoreError.
    """
    known, policy = facts.known, POLICIES[audience]
    earlier = known.on(filters.known_on - WEEK)
    counted = _counted(read, facts, filters, earlier)
    charts = _charts(read, filters, known.first_day, policy)
    together = together or told_together(read, facts, filters, audience)
    where = pack_of(filters)
    if where in together.hidden:
        hidden = together.hidden[where]
        charts |= {} if where in together.drawn else {CHARTED: None}
    else:
        hidden = protection.withheld(counted, policy)
    rows = [protection.without(row, hidden) for row in counted.rows.iter_rows(named=True)]
    statements = [narrative.of_chart(chart) for chart in charts.values() if chart]
    statements += [narrative.of_headline(row) for row in rows]
    charts_then = None
    if earlier:
        charts_then = _charts(read, last_week(filters, earlier, known.first_day), known.first_day, policy)
    return Briefing(
        place=words.place(filters),
        filters=filters,
        earlier=earlier,
        audience=audience,
        is_synthetic=facts.is_synthetic,
        title=words.title(statements),
        cards=tuple(words.card(row, counted, hidden) for row in rows),
        figures=(
            *(_trend(name, chart) for name, chart in charts.items()),
            _offences(counted, filters, hidden),
            _risks(counted, filters, hidden),
        ),
        over_time=words.over_time(statements),
        changed={kind: None if kind in hidden else count for kind, count in counted.changed.items()},
        decisions=decisions(counted.found, charts, charts_then, hidden, policy),
        definitions=words.definitions((*CARDS, *TRENDS)),
    )


def last_week(filters: Filters, earlier: date, first_day: date) -> Filters:
    """The same choice as the briefing of a week before had it: known then, its period as it ended then."""
    period = filters.period
    if ".." not in period.name:
        period = periods.period(period.name, earlier, first_day)
    return replace(filters, known_on=earlier, period=period)


def _counted(read: Read, facts: Facts, filters: Filters, earlier: date | None) -> protection.Counted:
    known = facts.known
    then: Mapping[str, Mapping[str, Any]] = {}
    changed: Mapping[str, int] = {}
    if earlier:
        frame = figures(read, last_week(filters, earlier, known.first_day), CARDS)
        then = {row["measure"]: row for row in frame.iter_rows(named=True)}
        changed = changes.counts(changes.between(read, filters, earlier))
    return protection.Counted(
        rows=headlines(read, filters, CARDS, known.on(year_earlier(filters.known_on))),
        then=then,
        offences=counts_and_shares(read, filters, "sfo_reviews", SPLIT_BY),
        risks=figures(read, filters, ["sfo_reviews"], [TYPE, RISK]).with_columns(
            words=pl.col("numerator").cast(pl.String)
        ),
        changed=changed,
        is_narrowed=filters.is_of_some_providers,
        found=waiting(read, filters),
    )


def pack_of(filters: Filters) -> str:
    """The name in `told_together` of the place chosen; NO_PACK where it has no pack, or the reader sees but some."""
    if filters.scope != NATIONAL or len(filters.selections) > 1:
        return NO_PACK
    for dimension, labels in filters.selections:
        return f"{dimension}={labels[0]}" if len(labels) == 1 and dimension in PLACES else NO_PACK
    return beside.WHOLE


def told_together(read: Read, facts: Facts, filters: Filters, audience: Audience) -> beside.Told:
    """What the packs of the filters' day and period may tell, of England and Wales, each division and each CRC.

    Nothing is said of any where the audience is told everything, or the filters are of no place with a pack. Five
    seconds of a core for 29 places. Raises CannotProtect, StoreMissing, StoreError.
    """
    known, policy, whole = facts.known, POLICIES[audience], replace(filters.national(), selections=())
    if policy.is_exact or pack_of(filters) == NO_PACK:
        return beside.Told({}, frozenset())
    earlier = known.on(whole.known_on - WEEK)

    def counted(inside: str | None, **chosen: str) -> beside.Place:
        narrow = whole
        for dimension, label in chosen.items():
            narrow = narrow.select(dimension, (label,))
        chart = _charts(read, narrow, known.first_day, policy)[CHARTED]
        return beside.Place(_counted(read, facts, narrow, earlier), chart, inside, inside is None)

    of_providers = read("reviews", whole, None).select("division", "provider", "provider_type").unique().sort(pl.all())
    places = {beside.WHOLE: counted(None)}
    for division in of_providers["division"].unique(maintain_order=True):
        places[f"division={division}"] = counted(beside.WHOLE, division=division)
    for division, provider, kind in of_providers.iter_rows():
        if kind == "CRC":
            places[f"provider={provider}"] = counted(f"division={division}", provider=provider)
    return beside.told(places, policy)


def _charts(read: Read, filters: Filters, first_day: date, policy: Policy) -> dict[str, ControlChart | None]:
    """The control charts by measure, by quarter where months are too few to be told; None where quarters are too."""
    total = read("reviews", filters, "notified_on").height
    charts: dict[str, ControlChart | None] = {}
    for name in TRENDS:
        tried = (control_chart(read, filters, name, first_day, by_quarter) for by_quarter in (False, True))
        told = (chart for chart in tried if protection.may_be_drawn(chart, filters.period, total, policy))
        charts[name] = next(told, None)
    return charts


def _trend(name: str, chart: ControlChart | None) -> Trend:
    if chart is None:
        how = "over time"
        return Trend(
            f"{name}_over_time", words.hidden_title(name, how), words.HIDDEN, words.hidden_table(name, how), None
        )
    title = narrative.of_chart(chart).title
    return Trend(f"{name}_over_time", title, words.trend_caption(chart), words.trend_table(chart), chart)


def _offences(counted: protection.Counted, filters: Filters, hidden: frozenset[str]) -> Parts:
    told = protection.told_parts(counted.offences, "offence", [SPLIT_BY], hidden)
    parts = Parts(
        "offence_groups",
        words.offence_title(told, SPLIT_BY),
        words.offence_caption(filters, told, LISTED),
        words.parts_table(told, [SPLIT_BY]),
        told.head(LISTED),
        SPLIT_BY,
        None,
        (),
    )
    return _unsplit(parts, "by offence group") if protection.SPLITS in hidden else parts


def _risks(counted: protection.Counted, filters: Filters, hidden: frozenset[str]) -> Parts:
    told = protection.told_parts(counted.risks, "risk", [TYPE, RISK], hidden)
    is_told = not hidden & {protection.LOW_OR_MEDIUM, "sfo_reviews"}
    parts = Parts(
        "risk_by_provider_type",
        words.risk_title(counted.risks if is_told else None, RISK),
        words.risk_caption(filters, told),
        words.parts_table(told, [TYPE, RISK]),
        told,
        TYPE,
        RISK,
        DIMENSIONS[RISK].order,
    )
    return _unsplit(parts, "by risk at the offence") if protection.SPLITS in hidden else parts


def _unsplit(parts: Parts, how: str) -> Parts:
    """The chart's place where not even its groups may be told."""
    name = "sfo_reviews"
    return replace(
        parts, title=words.hidden_title(name, how), caption=words.HIDDEN, table=words.hidden_table(name, how)
    )
