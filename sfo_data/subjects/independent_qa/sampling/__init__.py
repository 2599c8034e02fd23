"""Stratified random samples that anybody can draw again: sizes, commitment, draw, record and estimates (pure)."""

from sfo_data.subjects.independent_qa.sampling.allocation import (
    DIFFERENCE,
    POWER,
    allocate,
    detectable,
    half_width,
    needed,
    power,
)
from sfo_data.subjects.independent_qa.sampling.design import (
    DIVISION,
    OFFENCE,
    Commitment,
    Design,
    Unusable,
    commit,
    commitment_text,
    read_commitment,
)
from sfo_data.subjects.independent_qa.sampling.draw import (
    draw,
    fingerprint,
    in_order,
    list_hash,
    sample,
    substitute,
    verify,
)
from sfo_data.subjects.independent_qa.sampling.estimates import Estimate, TooFewRated, stratified_share
from sfo_data.subjects.independent_qa.sampling.record import (
    Record,
    Stratum,
    Substitution,
    is_record,
    read_record,
    record_text,
)

__all__ = [
    "DIFFERENCE",
    "DIVISION",
    "OFFENCE",
    "POWER",
    "Commitment",
    "Design",
    "Estimate",
    "Record",
    "Stratum",
    "Substitution",
    "TooFewRated",
    "Unusable",
    "allocate",
    "commit",
    "commitment_text",
    "detectable",
    "draw",
    "fingerprint",
    "half_width",
    "in_order",
    "is_record",
    "list_hash",
    "needed",
    "power",
    "read_commitment",
    "read_record",
    "record_text",
    "sample",
    "stratified_share",
    "substitute",
    "verify",
]
