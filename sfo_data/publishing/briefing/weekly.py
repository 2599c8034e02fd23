"""What does this week's briefing say? All of it, from the store, for one place, day of knowledge and audience."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl

from sfo_data.definitions import periods
from sfo_data.definitions.dimensions import DIMENSIONS
from sfo_data.definitions.filters import NATIONAL, Filters
from sfo_data.definitions.measures import MEASURES, offered_by
from sfo_data.definitions.reporting_calendar import year_earlier
from sfo_data.publishing.briefing import briefing_words, joint_protection, protection, rare_groups
from sfo_data.publishing.briefing.content import Briefing, Parts, Trend
from sfo_data.publishing.briefing.decisions import decisions, waiting
from sfo_data.publishing.briefing.rare_groups import OFFENCE, RISK, RISK_ORDER, TYPE
from sfo_data.questions import changes
from sfo_data.questions.control_charts import ControlChart, control_chart, has_chart
from sfo_data.questions.figures import figures, headlines, with_before
from sfo_data.questions.queries import Facts, Read
from sfo_data.security.disclosure import POLICIES, Audience, Policy
from sfo_data.wording import coverage_words, narrative
from sfo_data.wording.narrative import Statement

WEEK = timedelta(days=7)
CARDS = offered_by("briefing")
CHARTED = "sfo_reviews"
TRENDS = (CHARTED, "qa_within_target_share")
PLACES, NO_PACK = ("division", "provider"), "no pack"
# As many offence groups as are legible across a room beside three other charts; the table has all.
LISTED = 8


def weekly(
    read: Read,
    facts: Facts,
    filters: Filters,
    audience: Audience,
    together: joint_protection.ShownTogether | None = None,
) -> Briefing:
    """The briefing of `filters` for an audience: their day of knowledge against the one in force a week before.

    `together` is what the packs of all places may tell (see `shown_together`, which is asked where it is not given); a
    choice that is no place with a pack is protected by itself. Raises CannotProtect, StoreMissing, StoreError.
    """
    known, policy = facts.known, POLICIES[audience]
    earlier = known.on(filters.known_on - WEEK)
    headline_rows = headlines(read, filters, CARDS, known.on(year_earlier(filters.known_on)))
    told = None if policy.is_exact else rare_groups.offences_told(read, replace(filters, selections=()), policy)
    counted = _counted(read, facts, filters, earlier, headline_rows, told)
    charts = _charts(read, filters, known.first_day, policy)
    together = together or shown_together(read, facts, filters, audience)
    where = pack_of(filters)
    if where in together.hidden:
        hidden = together.hidden[where]
        charts |= {} if where in together.drawn else {CHARTED: None}
    else:
        hidden = protection.withheld(counted, policy)
    rows = [protection.without(row, hidden) for row in counted.rows.iter_rows(named=True)]
    said = _statements(read, filters, known.first_day, rows, charts, policy)
    statements = list(said.values())
    absent = coverage_words.no_figures(row for row in rows if row["measure"] == CHARTED)
    charts_then = None
    if earlier:
        charts_then = _charts(read, last_week(filters, earlier, known.first_day), known.first_day, policy)
    return Briefing(
        place=briefing_words.place(filters),
        filters=filters,
        earlier=earlier,
        audience=audience,
        is_synthetic=facts.is_synthetic,
        title=briefing_words.title(statements, rows),
        cards=tuple(briefing_words.card(row, counted, hidden, said[row["measure"]]) for row in rows),
        figures=(
            *(_trend(name, chart, said[name]) for name, chart in charts.items()),
            *(
                replace(parts, title=briefing_words.absent_title(parts, absent)) if absent else parts
                for parts in (_offences(counted, filters, hidden), _risks(counted, filters, hidden, policy))
            ),
        ),
        over_time=briefing_words.over_time(statements, rows),
        changed={kind: None if kind in hidden else count for kind, count in counted.changed.items()},
        decisions=decisions(counted.found, charts, charts_then, hidden, policy),
        definitions=briefing_words.definitions((*CARDS, *TRENDS)),
    )


def last_week(filters: Filters, earlier: date, first_day: date) -> Filters:
    """The same choice as the briefing of a week before had it: known then, its period as it ended then."""
    period = filters.period
    if ".." not in period.name:
        period = periods.period(period.name, earlier, first_day)
    return replace(filters, known_on=earlier, period=period)


def _counted(
    read: Read,
    facts: Facts,
    filters: Filters,
    earlier: date | None,
    rows: pl.DataFrame,
    told: Mapping[str, str] | None,
    has_medians: bool = True,
) -> protection.Counted:
    """What a place counts, its headlines in `rows`, by groups as they are `told` (None: all of them).

    `has_medians`: see `figures`.
    """
    known = facts.known
    then: Mapping[str, Mapping[str, Any]] = {}
    changed: Mapping[str, int] = {}
    if earlier:
        frame = figures(read, last_week(filters, earlier, known.first_day), CARDS, has_medians=has_medians)
        then = {row["measure"]: row for row in frame.iter_rows(named=True)}
        changed = changes.counts(changes.between(read, filters, earlier))
    return protection.Counted(
        rows=rows,
        then=then,
        offences=rare_groups.by_offence(read, filters, told),
        risks=rare_groups.by_risk(read, filters, told is not None),
        changed=changed,
        is_narrowed=filters.is_of_some_providers,
        found=waiting(read, filters),
    )


def pack_of(filters: Filters) -> str:
    """The name in `shown_together` of the place chosen; NO_PACK where it has no pack, or the reader sees but some."""
    if filters.scope != NATIONAL or len(filters.selections) > 1:
        return NO_PACK
    for dimension, labels in filters.selections:
        return f"{dimension}={labels[0]}" if len(labels) == 1 and dimension in PLACES else NO_PACK
    return joint_protection.WHOLE


def shown_together(read: Read, facts: Facts, filters: Filters, audience: Audience) -> joint_protection.ShownTogether:
    """What the packs of the filters' day and period may tell, of England and Wales, each division and each CRC.

    Nothing is said of any where the audience is told everything, or the filters are of no place with a pack. Some ten
    seconds of a core for 29 places. Raises CannotProtect, StoreMissing, StoreError.
    """
    known, policy, whole = facts.known, POLICIES[audience], replace(filters.national(), selections=())
    if policy.is_exact or pack_of(filters) == NO_PACK:
        return joint_protection.ShownTogether({}, frozenset())
    told = rare_groups.offences_told(read, whole, policy)
    earlier, a_year_before = known.on(whole.known_on - WEEK), known.on(year_earlier(whole.known_on))

    def counted(inside: str | None, **chosen: str) -> joint_protection.Place:
        narrow = whole
        for dimension, label in chosen.items():
            narrow = narrow.select(dimension, (label,))
        chart = _chart(read, narrow, CHARTED, known.first_day, policy)
        # What England and Wales count is counted once, as a place of its own; of a median only its cases are told of.
        rows = with_before(read, narrow, CARDS, a_year_before, has_medians=False)
        counts = _counted(read, facts, narrow, earlier, rows, told, has_medians=False)
        return joint_protection.Place(counts, chart, inside, inside is None)

    of_providers = read("reviews", whole, None).select("division", "provider", "provider_type").unique().sort(pl.all())
    places = {joint_protection.WHOLE: counted(None)}
    for division in of_providers["division"].unique(maintain_order=True):
        places[f"division={division}"] = counted(joint_protection.WHOLE, division=division)
    for division, provider, kind in of_providers.iter_rows():
        if kind == "CRC":
            places[f"provider={provider}"] = counted(f"division={division}", provider=provider)
    return joint_protection.protect_together(places, policy)


def _charts(read: Read, filters: Filters, first_day: date, policy: Policy) -> dict[str, ControlChart | None]:
    """The control charts by measure; see `_chart`."""
    return {name: _chart(read, filters, name, first_day, policy) for name in TRENDS}


def _chart(read: Read, filters: Filters, name: str, first_day: date, policy: Policy) -> ControlChart | None:
    """A control chart, by quarter where months are too few to be told; None where quarters are too."""
    total = read("reviews", filters, "notified_on").height
    tried = (control_chart(read, filters, name, first_day, by_quarter) for by_quarter in (False, True))
    return next((chart for chart in tried if protection.may_be_drawn(chart, filters.period, total, policy)), None)


def _statements(
    read: Read,
    filters: Filters,
    first_day: date,
    rows: Sequence[Mapping[str, Any]],
    charts: Mapping[str, ControlChart | None],
    policy: Policy,
) -> dict[str, Statement]:
    """The one sentence of each headline; of a chart that an audience may not see, only how much its months vary."""
    found = {}
    for row in rows:
        name, chart = row["measure"], charts.get(row["measure"])
        if chart is None and has_chart(MEASURES[name]):
            chart = control_chart(read, filters, name, first_day)
            chart = chart if policy.is_exact else replace(chart, finding=None)
        found[name] = narrative.of_measure(row, chart)
    return found


def _trend(name: str, chart: ControlChart | None, statement: Statement) -> Trend:
    if chart is None:
        how = "over time"
        return Trend(
            f"{name}_over_time",
            briefing_words.hidden_title(name, how),
            briefing_words.HIDDEN,
            briefing_words.hidden_table(name, how),
            None,
        )
    return Trend(
        f"{name}_over_time",
        statement.title,
        briefing_words.trend_caption(chart),
        briefing_words.trend_table(chart),
        chart,
    )


def _offences(counted: protection.Counted, filters: Filters, hidden: frozenset[str]) -> Parts:
    told = protection.told_parts(counted.offences, "offence", [OFFENCE], hidden)
    parts = Parts(
        "offence_groups",
        briefing_words.offence_title(told, OFFENCE),
        briefing_words.offence_caption(filters, told, LISTED),
        briefing_words.parts_table(told, [OFFENCE]),
        told.head(LISTED),
        OFFENCE,
        None,
        (),
    )
    return _unsplit(parts, "by offence group") if protection.SPLITS in hidden else parts


def _risks(counted: protection.Counted, filters: Filters, hidden: frozenset[str], policy: Policy) -> Parts:
    told = protection.told_parts(counted.risks, "risk", [TYPE, RISK], hidden)
    is_told = not hidden & {protection.LOW_OR_MEDIUM, "sfo_reviews"}
    parts = Parts(
        "risk_by_provider_type",
        briefing_words.risk_title(counted.risks if is_told else None, RISK),
        briefing_words.risk_caption(filters, told),
        briefing_words.parts_table(told, [TYPE, RISK]),
        told,
        TYPE,
        RISK,
        DIMENSIONS[RISK].order if policy.is_exact else RISK_ORDER,
    )
    return _unsplit(parts, "by risk at the offence") if protection.SPLITS in hidden else parts


def _unsplit(parts: Parts, how: str) -> Parts:
    """The chart's place where not even its groups may be told."""
    name = "sfo_reviews"
    return replace(
        parts,
        title=briefing_words.hidden_title(name, how),
        caption=briefing_words.HIDDEN,
        table=briefing_words.hidden_table(name, how),
    )
