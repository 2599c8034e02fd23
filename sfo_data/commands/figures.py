"""Figures without a browser: the same numbers as the pages, from the same functions."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import combinations

import polars as pl

from sfo_data.definitions import periods, registry_tables, settings
from sfo_data.definitions.dimensions import DIMENSIONS, TIME_GRAINS, dimensions_of, slug
from sfo_data.definitions.filters import NATIONAL, Filters, Known, Scope, from_choices
from sfo_data.definitions.measures import MEASURES, Kind
from sfo_data.definitions.suggestions import did_you_mean
from sfo_data.publishing import safe_csv
from sfo_data.questions import queries
from sfo_data.questions.figures import figures
from sfo_data.security import audit
from sfo_data.security.disclosure import MARK, POLICIES, TOTAL, Statistic, protect_figures
from sfo_data.store.database import Store, default_store

# What the gate protects a measure of each kind as.
STATISTICS: Mapping[Kind, Statistic] = {
    "count": "count", "people": "count", "share": "share", "rate": "rate", "median": "median", "clock": "median",
    "maximum": "maximum",
}  # fmt: skip
SYNTHETIC = settings.SYNTHETIC_MARK


class WrongQuestion(ValueError):
    """The question names something that is not there; the message says what is."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `sfo figures`."""
    parser.add_argument("measure", nargs="?", help="a measure's name; --list shows them")
    parser.add_argument("--by", nargs="+", default=[], metavar="DIM", help="dimensions, or month, quarter, …")
    parser.add_argument("--from", dest="start", type=date.fromisoformat, metavar="D", help="first day, YYYY-MM-DD")
    parser.add_argument("--to", dest="end", type=date.fromisoformat, metavar="D", help="last day (included)")
    parser.add_argument("--period", help=f"instead of --from and --to: {periods.DEFAULT}, cy-2018, fy-2018-19, all")
    parser.add_argument("--where", nargs="+", default=[], metavar="DIM=VALUE", help="several values of one DIM: any")
    parser.add_argument(
        "--scope", nargs="+", metavar="DIVISION", help="as a reader of these divisions sees it (default: everything)"
    )
    parser.add_argument(
        "--audience", choices=list(POLICIES), default="internal",
        help="internal (default): exact; wider: small numbers withheld; rounded: counts to the nearest "
             f"{POLICIES['rounded'].rounding}",
    )  # fmt: skip
    parser.add_argument("--known-on", type=date.fromisoformat, metavar="D", help="as known on this day")
    parser.add_argument("--format", choices=["table", "csv", "json"], default="table")
    parser.add_argument("--list", action="store_true", help="list measures and dimensions")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prints the answer. Raises WrongQuestion, CannotBreakDown, UnknownPeriod, StoreError, NotATable, CannotProtect."""
    if args.list or not args.measure:
        _print(registry_tables.measures().select("Name", "Measure", "Unit", "Dated by"), args.format)
        _print(registry_tables.dimensions().select("Name", "Dimension"), args.format)
        return 0
    audit.command("export", "figures", f"{args.measure}, {args.audience}")
    store = default_store()
    answer, is_synthetic = answer_question(store, args)
    if is_synthetic:
        print(SYNTHETIC, file=sys.stderr)
    for note in POLICIES[args.audience].notes:
        print(note, file=sys.stderr)
    _print(answer, args.format)
    return 0


def answer_question(store: Store, args: argparse.Namespace) -> tuple[pl.DataFrame, bool]:
    """The figures asked for (see `figures.figures`), each row marked, and whether the data are synthetic."""
    if args.measure not in MEASURES:
        raise WrongQuestion(f"There is no measure “{args.measure}”.{did_you_mean(args.measure, MEASURES)}")
    offered = [*dimensions_of(MEASURES[args.measure].question), *TIME_GRAINS]
    for name in args.by:
        if name not in offered:
            raise WrongQuestion(f"There is no dimension “{name}”.{did_you_mean(name, offered)}")
    scope = _scope(store, args)
    facts = queries.facts(store, args.known_on, scope)
    filters = _filters(facts.known, args, scope)
    answer = _figures(queries.reader(store), filters, args)
    marking = SYNTHETIC if facts.is_synthetic else "Case extract"
    return answer.with_columns(known_on=pl.lit(filters.known_on), marking=pl.lit(marking)), facts.is_synthetic


def _figures(read: queries.Read, filters: Filters, args: argparse.Namespace) -> pl.DataFrame:
    """The figures; for an audience that is not told all, with the margins, protected, and `mark` where withheld."""
    policy, measure = POLICIES[args.audience], MEASURES[args.measure]
    if policy.is_exact:
        return figures(read, filters, [args.measure], args.by)
    chosen = [names for size in range(len(args.by), -1, -1) for names in combinations(args.by, size)]
    rows = [_with_total(figures(read, filters, [args.measure], names), args.by) for names in chosen]
    statistic: Statistic = STATISTICS[measure.kind]
    told = protect_figures(pl.concat(rows), args.by, statistic, policy)
    return told.with_columns(mark=pl.when("is_withheld").then(pl.lit(MARK)).otherwise(pl.lit(""))).drop("is_withheld")


def _with_total(rows: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """The rows with every column of `by`, as text: the total where they are not broken down by it."""
    labels = [(pl.col(name).cast(pl.String) if name in rows.columns else pl.lit(TOTAL)).alias(name) for name in by]
    return rows.select(*labels, pl.exclude(by))


def _scope(store: Store, args: argparse.Namespace) -> Scope:
    if not args.scope:
        return NATIONAL
    known = queries.facts(store, args.known_on).known
    return Scope(tuple(_choices(known, [f"division={name}" for name in args.scope])["division"]))


def _filters(known: Known, args: argparse.Namespace, scope: Scope) -> Filters:
    known_on = known.on(args.known_on) if args.known_on else known.known_on
    if known_on is None:
        raise WrongQuestion(f"Nothing was known on {args.known_on}; the first delivery is of {known.states[0]}.")
    if args.period and (args.start or args.end):
        raise WrongQuestion("Give --period, or --from and --to, not both.")
    whole = f"{args.start or known.first_day}..{args.end or known_on}"
    return from_choices(known, _choices(known, args.where), args.period or whole, known_on, scope)


def _choices(known: Known, where: list[str]) -> dict[str, list[str]]:
    choices: dict[str, list[str]] = {}
    for condition in where:
        name, _, value = condition.partition("=")
        if name not in DIMENSIONS:
            raise WrongQuestion(f"There is no dimension “{name}”.{did_you_mean(name, DIMENSIONS)}")
        by_slug = {slug(label): label for label in known.options[name]}
        if slug(value) not in by_slug:
            raise WrongQuestion(f"{DIMENSIONS[name].label} has no “{value}”.{did_you_mean(value, by_slug.values())}")
        choices.setdefault(name, []).append(by_slug[slug(value)])
    return choices


def _print(frame: pl.DataFrame, as_format: str) -> None:
    if as_format == "csv":
        sys.stdout.write(safe_csv.write_csv(frame).decode("utf-8-sig"))
    elif as_format == "json":
        print(json.dumps(frame.to_dicts(), default=str, indent=1))
    else:
        with pl.Config(
            tbl_rows=-1, tbl_cols=-1, fmt_str_lengths=80, tbl_width_chars=200, tbl_hide_dataframe_shape=True,
            tbl_hide_column_data_types=True, tbl_formatting="ASCII_MARKDOWN", float_precision=4,
        ):  # fmt: skip
            print(frame)
