"""The box's groups as a briefing for a wider audience tells them, written down by hand."""

ALONE = (
    "Rape",
    "Attempt or conspiracy to commit murder",
    "Robbery",
    "Aggravated burglary",
    "Kidnapping",
)


def offence_told(group: str) -> str:
    """The two homicides as one, the five other largest of England and Wales, and one group of the rest."""
    if group in ("Murder", "Manslaughter"):
        return "Murder and manslaughter"
    return group if group in ALONE else "Other offences"


def risk_told(risk: str) -> str:
    """Two groups of risk."""
    return "Low or medium" if risk in ("Low", "Medium") else "Higher or not recorded"
