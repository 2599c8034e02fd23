"""Which findings speak of this? Ranked search of their words and themes, by stems, phrases and beginnings of words."""

import re
import sqlite3
from bisect import bisect_left
from contextlib import closing
from dataclasses import dataclass
from itertools import takewhile

import polars as pl

# Around each match in `Found.rows`; taken out of the texts first, so that nothing else can look like one.
HOW_TO_SEARCH = (
    "Searches the findings' own words, their practice level, and the names and definitions of the themes they were "
    'coded with. Every word must occur; endings do not matter (enquiries finds enquiry); "domestic abuse" in '
    "quotation marks is searched as a phrase; super* finds every word that begins so."
)
MARK, END_MARK = "\ue000", "\ue001"
LONGEST_QUERY = 200
# Shorter beginnings of words would stand for a good part of the language.
SHORTEST_BEGINNING = 3
OPERATORS = frozenset({"AND", "OR", "NOT", "NEAR"})
_STRAIGHT = str.maketrans("“”„«»", '"' * 5)
_PHRASE_OR_WORD = re.compile(r'"([^"]*)"|([^\s"]+)')
_PARTS = re.compile(r"[^\W_]+")
_BEGINNING = re.compile(r"([^\W_]*)\*")
# The columns of the table, as readers name them; a match in a finding's own words counts three times one elsewhere.
COLUMNS = {"text": "Text", "themes": "Theme", "definitions": "Definition of its theme", "level": "Practice level"}
WEIGHTS = "3.0, 1.0, 1.0, 1.0"

_TABLE = f"""
create virtual table findings using fts5 (
    finding_id unindexed, {", ".join(COLUMNS)}, tokenize = "porter unicode61 remove_diacritics 2"
)
"""
_FOUND = f"""
select
    finding_id,
    -bm25(findings, 0.0, {WEIGHTS}) as score,
    {", ".join(f"highlight(findings, {place}, ?1, ?2) as {name}" for place, name in enumerate(COLUMNS, 1))}
from findings
where findings match ?3
order by score desc, finding_id
"""


@dataclass(frozen=True, eq=False)
class Index:
    """An SQLite database with a full-text table of findings, as bytes any thread may open, and its words in order."""

    database: bytes
    words: tuple[str, ...]


@dataclass(frozen=True)
class Query:
    """What is asked of the full-text table (empty: nothing), and what of the reader's words was taken otherwise."""

    match: str
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Found:
    """`rows`: the findings found, best first: rank, finding_id, text, themes, found_in, review_id, division,
    qa_completed_on. Matches in text and themes stand between MARK and END_MARK. `searched`: how many were searched."""

    rows: pl.DataFrame
    searched: int
    notices: tuple[str, ...]


def build(findings: pl.DataFrame, codes: pl.DataFrame, themes: pl.DataFrame) -> Index:
    """An index of every finding's text, practice level, and the names and definitions of the themes it was coded with.

    9,800 findings take 0.15 s and 4.4 MB.
    """
    rows = findings.join(_themes_of(codes, themes), on="finding_id", how="left").select(
        "finding_id",
        pl.col("finding_text", "themes", "definitions", "practice_level")
        .fill_null("")
        .str.replace_all(f"[{MARK}{END_MARK}]", ""),
    )
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(_TABLE)
        connection.executemany("insert into findings values (?, ?, ?, ?, ?)", rows.sort("finding_id").iter_rows())
        connection.execute("insert into findings (findings) values ('optimize')")
        connection.commit()
        connection.execute("vacuum")
        database = connection.serialize()
    every = rows.drop("finding_id").unpivot()["value"].unique().str.to_lowercase()
    words = every.str.extract_all(r"[\p{L}\p{N}]+").explode().drop_nulls().unique().sort()
    return Index(database, tuple(words))


def _themes_of(codes: pl.DataFrame, themes: pl.DataFrame) -> pl.DataFrame:
    """One row per coded finding: its themes' codes and names, and their definitions."""
    named = themes.select(
        "theme_code",
        pl.format("{} {}", "theme_code", "theme").alias("themes"),
        pl.col("definition").fill_null("").alias("definitions"),
    )
    given = codes.select("finding_id", "theme_code").unique().join(named, on="theme_code").sort("theme_code")
    return given.group_by("finding_id").agg(pl.col("themes").str.join("; "), pl.col("definitions").str.join(" "))


def search(index: Index, findings: pl.DataFrame, words: str) -> Found:
    """What is found among `findings`, the reader's own; the index may hold more.

    Every word or "phrase" must occur, in any of the columns, in any order; words are compared by their stems (Porter
    1980), so that enquiries finds enquiry; begin* finds every word that begins so. Ranked by BM25 (Robertson and
    Walker 1994) over the whole index, the themes counting towards a finding's length, then by finding. No words find
    nothing; nothing a reader can type is an error. At most 40 ms among 9,800 findings.
    """
    query = parse(words, index.words)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(index.database)
        marked = connection.execute(_FOUND, (MARK, END_MARK, query.match)).fetchall() if query.match else []
    kinds = {"finding_id": pl.String, "score": pl.Float64, **dict.fromkeys(COLUMNS, pl.String)}
    matched = pl.DataFrame(marked, schema=kinds, orient="row")
    found_in = pl.concat_list(
        pl.when(pl.col(name).str.contains(MARK)).then(pl.lit(said)) for name, said in COLUMNS.items()
    )
    rows = (
        matched.join(findings, on="finding_id", how="inner", maintain_order="left")
        .with_columns(found_in.list.drop_nulls().list.join(", ").alias("found_in"))
        .with_row_index("rank", offset=1)
        .with_columns(pl.col("rank").cast(pl.Int64))
    )
    kept = ("rank", "finding_id", "text", "themes", "found_in", "review_id", "division", "qa_completed_on")
    return Found(rows.select(kept), findings.height, query.notices)


def parse(words: str, known: tuple[str, ...] = ()) -> Query:
    """The reader's words as a full-text query: each word and phrase a quoted string, so that none can be an operator.

    `known` are the words in order that a begin* may stand for.
    """
    asked = words[:LONGEST_QUERY].translate(_STRAIGHT)
    terms = [term for phrase, word in _PHRASE_OR_WORD.findall(asked) if (term := _term(phrase, word, known))]
    too_short = any(len(start) < SHORTEST_BEGINNING for start in _BEGINNING.findall(asked))
    notices = {
        f"Only the first {LONGEST_QUERY} characters were searched.": len(words) > LONGEST_QUERY,
        "One quotation mark has no partner and was left out.": asked.count('"') % 2,
        "AND, OR, NOT and NEAR are searched as words: every word must occur.": OPERATORS & set(asked.split()),
        f"A beginning of a word needs {SHORTEST_BEGINNING} letters before its *.": too_short,
        "There is no word to search for.": asked.strip() and not terms,
    }
    return Query(" AND ".join(dict.fromkeys(terms)), tuple(notice for notice, holds in notices.items() if holds))


def _term(phrase: str, word: str, known: tuple[str, ...]) -> str:
    """One part of the query; empty where it holds no letter and no digit."""
    parts = _PARTS.findall(phrase or word)
    if word.endswith("*") and len(parts) == 1 and len(parts[0]) >= SHORTEST_BEGINNING:
        # The full-text table holds stems only, and domesti begins none of them.
        start = parts[0].lower()
        begun = list(takewhile(lambda each: each.startswith(start), known[bisect_left(known, start) :]))
        return "(" + " OR ".join(f'"{each}"' for each in begun or [start]) + ")"
    return f'"{" ".join(parts)}"' if parts else ""


def as_table(found: Found) -> pl.DataFrame:
    """What was found with the headings readers see, matches still marked."""
    return found.rows.select(
        pl.col("rank").alias("Rank"),
        pl.col("text").alias("Finding"),
        pl.col("themes").replace("", "Not coded").alias("Themes coded"),
        pl.col("found_in").alias("Found in"),
        pl.col("review_id").alias("Review"),
        pl.col("division").alias("Division"),
        pl.col("qa_completed_on").alias("Accepted on"),
    )


def without_marks(table: pl.DataFrame) -> pl.DataFrame:
    """The same table with its texts as they are."""
    return table.with_columns(pl.col(pl.String).str.replace_all(f"[{MARK}{END_MARK}]", ""))
