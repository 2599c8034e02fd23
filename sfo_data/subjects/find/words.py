"""The words people use for measures, breakdowns, comparisons and pages; the labels themselves are not repeated.

Those of the glossary, of the inspection and of letters to the team; a phrase has one meaning.
"""

import re

MEASURES: dict[str, tuple[str, ...]] = {
    "sfo_reviews": ("sfo", "sfos", "sfo reviews", "serious further offences", "notifications", "reviews", "cases"),
    "sfo_rate": ("rate", "sfo rate", "per 1000", "rate per 1000"),
    "people_supervised": ("caseload", "people on probation", "supervised people"),
    "murder_or_manslaughter": ("homicide", "homicides", "murders and manslaughters", "murder or manslaughter"),
    "murder_or_manslaughter_rate": ("homicide rate", "murder rate"),
    "low_or_medium_share": ("low or medium", "low or medium risk", "low and medium risk", "low or medium share"),
    "risk_not_recorded_share": ("no risk assessment", "without risk assessment", "risk not recorded"),
    "sfo_convictions": ("convictions", "convicted"),
    "qa_received": ("reviews received", "received"),
    "qa_completed": ("reviews completed", "reviews finished", "completed", "accepted reviews"),
    "qa_turnaround_days": ("turnaround", "qa", "qa waits", "qa wait", "qa time", "waiting time", "waits"),
    "qa_within_target_share": ("within 20 days", "within target", "on target", "qa within 20 days"),
    "open_reviews": ("backlog", "open reviews", "reviews waiting", "waiting", "open"),
    "open_over_target": ("late", "late now", "late reviews", "reviews late", "overdue reviews", "past target"),
    "oldest_open_days": ("oldest", "oldest review", "oldest open", "longest open", "longest waiting"),
    "no_clear_judgement_share": ("without clear judgement", "without a clear judgement", "unclear judgement"),
    "explains_why_share": ("explain why", "explains why", "say why", "says why", "why not only what"),
    "extended_share": ("extended", "extension", "extensions", "more time"),
    "page_median": ("pages", "length of reviews", "how long are reviews"),
    "good_rating_share": ("good reviews", "good or outstanding", "well rated", "quality of reviews", "review quality"),
    "independently_rated_share": ("independent qa", "independently rated", "rated by the inspectorate"),
    "returned_share": ("returned", "sent back", "returns", "returned reviews"),
    "first_time_pass_share": ("accepted first time", "first time pass", "passed first time"),
    "findings_made": ("findings",),
    "themes_found": ("theme", "themes", "commonest theme", "most common theme", "commonest themes"),
    "agency_took_part_share": ("agencies", "other agencies", "agency took part", "agencies take part"),
    "agency_shared_share": ("shared with agencies", "findings shared", "shared with agency"),
    "agency_sharing_median_days": ("time to sharing", "sharing time"),
    "practitioner_interviewed_share": ("staff interviewed", "interviewed", "interviews"),
    "practitioner_saw_share": ("staff who saw the report", "saw the report", "see the report", "shown the report"),
    "practitioner_questioned_share": ("question the report", "could question"),
    "practitioner_supported_share": ("staff support", "staff supported", "given support"),
    "victim_offered_share": ("offered", "victims offered", "families offered", "offer to victims"),
    "victim_take_up_share": ("take up", "took up the offer", "victims who took up the offer", "takeup"),
    "actions_raised": ("actions", "recommendations"),
    "actions_on_time_share": ("actions on time", "actions done on time", "done on time"),
    "actions_evidenced_share": ("evidence", "evidenced", "actions with evidence", "evidenced actions"),
    "actions_overdue": ("overdue actions", "overdue", "late actions", "actions late"),
    "oldest_overdue_days": ("longest overdue action", "oldest action"),
}  # fmt: skip
BREAKDOWNS: dict[str, tuple[str, ...]] = {
    "provider_type": ("nps and crc", "nps or crc", "kind of provider"),
    "division": ("divisions", "region", "regions", "area", "areas"),
    "provider": ("providers", "owner", "owners", "crcs", "whose", "who"),
    "offence_group": ("offence groups", "kind of offence"),
    "offence": ("offences", "crime", "crimes"),
    "risk_at_offence": ("risk", "risk level", "prior risk"),
    "age_band": ("ages", "age band"),
    "review_status": ("status", "stage"),
    "overall_rating": ("rating", "ratings", "how rated"),
    "reasonable_steps": ("judgements", "reasonable steps"),
    "index_sentence": ("sentence", "sentences", "index sentences"),
    "theme": ("themes", "theme"),
    "month": ("months", "monthly", "over time", "trend", "signal", "noise", "signal or noise"),
    "quarter": ("quarters", "quarterly"),
    "financial_year": ("financial years", "year to march"),
    "calendar_year": ("year", "years", "yearly", "annual"),
}
# The word alone asks for the largest of the groups: by provider unless another breakdown is named.
SUPERLATIVES = ("longest", "highest", "most", "worst", "slowest", "largest", "lowest", "fewest", "shortest", "best")
BESIDE: dict[str, tuple[str, ...]] = {
    "before": (
        "growing", "falling", "rising", "change", "changed", "than before", "compared with before", "before",
        "compared with the year before", "year before",
    ),
    "nation": (
        "nation", "national", "nationally", "england and wales", "against the nation", "compared with the nation",
        "against nation", "than the nation",
    ),
}  # fmt: skip
# What another page answers better than a figure.
PAGES: dict[str, tuple[str, ...]] = {
    "weekly": ("since last week", "last week", "this week", "weekly briefing", "changed since last week"),
    "check_a_screenshot": ("screenshot", "genuine", "screenshot genuine", "check a screenshot"),
    "offences": ("signal", "noise", "signal or noise"),
    "road_back": ("forecast", "backlog", "backlog gone", "back to target", "back to 20 days"),
    "claim_check": ("claim", "check a claim"),
    "definitions": ("definition", "definitions", "defined", "what does it count"),
    "data_quality": ("data quality", "missing data", "revised", "last load"),
    "published_record": ("published", "official figures", "published record"),
    "release": ("release tables", "publish"),
    "cases": ("case list", "list of cases"),
    "audit": ("audit",),
    "accessibility": ("accessibility",),
    "check_a_delivery": ("delivery", "check a delivery"),
}
# What says nothing of its own.
SKIPPED = frozenset(
    re.findall(
        r"\w+",
        """a all an and are at be by did do does for from has have how i if in is it its many me much my no now number
    of on only or our per percentage proportion s share show still than that the their there these they this to
    today total under us was we were what which with count""",
    )
)
