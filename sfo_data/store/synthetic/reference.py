"""The reference tables of the extract, and their weights."""

from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from sfo_data.statistics.arrays import Ints

FOLDER = Path(__file__).parent / "reference"
CODES = {"offence_code": pl.String, "frame_version": pl.String}


@cache
def read(name: str) -> pl.DataFrame:
    """One file of the reference folder, unchanged."""
    return pl.read_csv(FOLDER / f"{name}.csv", schema_overrides=CODES, try_parse_dates=True)


@cache
def providers() -> pl.DataFrame:
    """One row per NPS division and CRC by code: provider_code, provider_type, division, people_mid_2019."""
    described = read("providers").unique("provider_code", keep="first", maintain_order=True)
    return read("provider_sizes").join(
        described.select("provider_code", "provider_type", "division"), on="provider_code", maintain_order="left"
    )


def positions(table: pl.DataFrame, column: str, value: object) -> Ints:
    """Row numbers of `table` where `column` is `value`."""
    return np.flatnonzero((table[column] == value).to_numpy()).astype(np.int64)
