"""The words a delivery may hold where it has to choose among a few, in their order."""

RISK_LEVELS = ("Low", "Medium", "High", "Very high")
LOW_RISKS = RISK_LEVELS[:2]
# The offence groups of the measure Murder and manslaughter.
HOMICIDES = ("Murder", "Manslaughter")
RATINGS = ("Outstanding", "Good", "Requires improvement", "Inadequate")
JUDGEMENTS = ("Yes", "No", "No clear judgement")
INDEX_SENTENCES = (
    "Community order",
    "Suspended sentence order",
    "Determinate sentence licence",
    "Post-sentence supervision",
    "Extended sentence licence",
    "Life or IPP licence",
)
PROVIDER_TYPES = ("NPS", "CRC", "Probation Service")
STANDARDS = ("analysis", "judgements", "learning", "victims")
