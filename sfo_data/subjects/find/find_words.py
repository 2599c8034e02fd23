"""What is said of a text: what was understood, what was taken for another word, and what was not understood."""

from sfo_data.definitions.dimensions import DIMENSIONS
from sfo_data.definitions.filters import Filters
from sfo_data.definitions.measures import MEASURES
from sfo_data.subjects.explore import BESIDE, label_of
from sfo_data.subjects.find.reading import Understood

EXAMPLES = ("murder Wales 2019", "CRC longest QA", "inadequate without clear judgement", "overdue actions by owner")


def understood_as(found: Understood, filters: Filters) -> str:
    """ "QA turnaround, by provider; provider type: CRC; last 12 months, as no time was named"; empty where nothing."""
    if found.question is None:
        return ""
    question = found.question
    by = " and by ".join(label_of(question.measure, name).lower() for name in question.breakdown)
    parts = [MEASURES[question.measure].label + (f", by {by}" if by else "")]
    parts += [f"{DIMENSIONS[name].label.lower()}: {' or '.join(labels)}" for name, labels in found.selections.items()]
    if question.beside:
        parts.append(f"beside {BESIDE[question.beside].replace('The period', 'the period')}")
    if MEASURES[question.measure].dated_by is None:
        parts.append("as it stands now")
    else:
        parts.append(filters.period.in_words() + ("" if found.period else ", as no time was named"))
    return "; ".join(parts)


def taken(found: Understood) -> str:
    """ "“muder” was read as “murder”."; empty where nothing was."""
    return " ".join(f"“{typed}” was read as “{word}”." for typed, word in found.taken.items())


def not_understood(found: Understood) -> str:
    """What of the text was left out; empty where nothing was."""
    return f"Not understood: {', '.join(f'“{word}”' for word in found.left)}." if found.left else ""
