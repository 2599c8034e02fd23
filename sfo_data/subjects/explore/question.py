"""What is asked of the registry, as an address and as the words of a choice."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sfo_data.definitions.dimensions import TIME_GRAINS, dimensions_of
from sfo_data.definitions.measures import MEASURES

PARAMETERS = ("measure", "by", "across", "beside")
BESIDE = {"": "Nothing", "before": "The period before", "nation": "England and Wales"}
# The place of an action is its owner's.
OF_ACTIONS = {"provider": "Owner", "division": "Owner’s division", "provider_type": "Owner’s type"}
GRAINS = dict(zip(TIME_GRAINS, ("Month", "Quarter", "Financial year", "Calendar year"), strict=True))


@dataclass(frozen=True)
class Question:
    """A measure; what it is broken `by` and `across` (empty: not); what is set `beside` it, a key of `BESIDE`."""

    measure: str = "sfo_reviews"
    by: str = ""
    across: str = ""
    beside: str = ""

    @property
    def breakdown(self) -> tuple[str, ...]:
        """What the figures are grouped by, time first: none, one or two names."""
        names = [name for name in dict.fromkeys((self.by, self.across)) if name]
        return tuple(sorted(names, key=lambda name: name not in TIME_GRAINS))

    @property
    def grain(self) -> str:
        """The length of time among the breakdown; empty where there is none."""
        return next((name for name in self.breakdown if name in TIME_GRAINS), "")

    def to_url(self) -> dict[str, list[str]]:
        """The parameters that bring this question back."""
        return {name: [value] for name in PARAMETERS if (value := getattr(self, name))}


def from_url(address: Mapping[str, Sequence[str]]) -> tuple[Question, list[str]]:
    """The question an address asks, and a notice for each part of it that there is not."""
    asked = {name: address[name][-1] for name in PARAMETERS if address.get(name)}
    measure = asked["measure"] if asked.get("measure") in MEASURES else Question.measure
    names = breakdowns(measure)
    known: dict[str, Collection[str]] = {"measure": MEASURES, "by": names, "across": names, "beside": BESIDE}
    notices = [
        f"The link's “{name}” was left out: there is no “{value[:40]}” to choose."
        for name, value in asked.items()
        if value not in known[name]
    ]
    return Question(**{name: value for name, value in asked.items() if value in known[name]}), notices


def breakdowns(measure: str) -> dict[str, str]:
    """What can be asked for as a breakdown of a measure: name -> label, dimensions before lengths of time."""
    return {name: label_of(measure, name) for name in (*dimensions_of(MEASURES[measure].question), *TIME_GRAINS)}


def label_of(measure: str, name: str) -> str:
    """A breakdown's label; the provider of an action is its owner."""
    if name in GRAINS:
        return GRAINS[name]
    question = MEASURES[measure].question
    label = dimensions_of(question)[name].label
    return OF_ACTIONS.get(name, label) if question == "actions" else label
