"""What the public-facing reader sees: releases, each a fixed set of protected tables of one state of knowledge."""

from sfo_data.publishing.releases.calendar import (
    EarlyAccess,
    MayNotOpen,
    Release,
    UnknownRelease,
    WrongCalendar,
    early_access,
    may_open,
    openable,
    opened,
    releases,
)
from sfo_data.publishing.releases.compiled import Compiled, NotInStore, TableTold, compiled, exports_of, held

__all__ = [
    "Compiled",
    "EarlyAccess",
    "MayNotOpen",
    "NotInStore",
    "Release",
    "TableTold",
    "UnknownRelease",
    "WrongCalendar",
    "compiled",
    "early_access",
    "exports_of",
    "held",
    "may_open",
    "openable",
    "opened",
    "releases",
]
