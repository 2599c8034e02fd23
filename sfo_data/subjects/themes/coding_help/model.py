"""Which themes do the words of a finding point to? Learned from the findings that people have coded."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.sparse import csr_array
from scipy.special import expit

from sfo_data.statistics.arrays import Numbers

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import TfidfVectorizer

Places = npt.NDArray[np.int64]

# Below this a fifth held out measures nothing.
LEAST_CODED = 200
# A theme is suggested only where at least so many findings to learn from have it, and as many have it not.
LEAST_EXAMPLES = 10
# Reviews are dealt into so many parts by their identifier; the first is held out.
PARTS = 5
# Suggestions less probable than this are not kept.
LOWEST = 0.2
WORDS_SHOWN = 3
# Inverse of the penalty. On the synthetic extract 1 gave probabilities up to 0.4 too low, 10 at most 0.1.
LOOSENESS = 10.0


@dataclass(frozen=True, eq=False)
class Help:
    """What was learned, and from how much.

    suggested: a row per finding without a code and theme at LOWEST or more: finding_id, theme_code, probability, words.
    held_out: a row per coded finding held out and theme: finding_id, theme_code, probability, is_coded.
    seen_share: share of the held-out findings whose very wording is among those learned from (0 to 1).
    """

    suggested: pl.DataFrame
    held_out: pl.DataFrame
    learned_from: int
    seen_share: float


class TooFewCoded(ValueError):
    """There are not enough coded findings to learn from."""


@dataclass(frozen=True, eq=False)
class _Model:
    """Weights of the words for each theme: `weights` has a row per theme, `constants` its intercept."""

    themes: pl.Series
    words: "TfidfVectorizer"
    weights: Numbers
    constants: Numbers

    def vectors(self, texts: pl.Series) -> csr_array:
        return csr_array(self.words.transform(texts.fill_null("").to_list())) if len(texts) else csr_array((0, 0))

    def probabilities(self, vectors: csr_array) -> Numbers:
        if not vectors.shape[0]:
            return np.empty((0, len(self.themes)))
        return np.asarray(expit(vectors @ self.weights.T + self.constants))


def learn(findings: pl.DataFrame, codes: pl.DataFrame) -> Help:
    """Suggested themes for every finding without a code, and the test of the model on reviews it has not seen.

    Words and pairs of words, weighted by tf-idf; a logistic regression for each theme against the rest, so that a
    finding may have several. A finding has a theme if any coder gave it. The fifth of the reviews held out is used for
    nothing else, so the scores are those of the very model that suggests. The same rows give the same answer.
    9,800 findings take half a second on two cores. Raises TooFewCoded.
    """
    ordered = findings.sort("finding_id")
    given = codes.select("finding_id", "theme_code").unique()
    coded = ordered.join(given, on="finding_id", how="semi", maintain_order="left")
    if coded.height < LEAST_CODED:
        raise TooFewCoded(f"{coded.height} findings have a code; {LEAST_CODED} are the fewest to learn from.")
    is_held_out = pl.Series([crc32(review.encode()) % PARTS == 0 for review in coded["review_id"]])
    learned, held_out = coded.filter(~is_held_out), coded.filter(is_held_out)
    model = _fit(learned, given)
    seen = held_out["finding_text"].is_in(learned["finding_text"].unique().implode()).mean()
    uncoded = ordered.join(given, on="finding_id", how="anti", maintain_order="left")
    return Help(_suggested(model, uncoded), _tested(model, held_out, given), learned.height, float(seen or 0))  # type: ignore[arg-type]


def _fit(learned: pl.DataFrame, given: pl.DataFrame) -> _Model:
    # Over a second to import: only a reader who opens the suggestions waits for it.
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    themes = _learnable(learned, given)
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    try:
        vectors = words.fit_transform(learned["finding_text"].fill_null("").to_list())
    except ValueError as error:
        raise TooFewCoded("The coded findings have no words in common to learn from.") from error
    fitted = [
        LogisticRegression(C=LOOSENESS, solver="liblinear", max_iter=1_000, random_state=0).fit(vectors, has_theme)
        for has_theme in _targets(learned, given, themes).T
    ]
    return _Model(
        themes, words, np.vstack([each.coef_ for each in fitted]), np.hstack([each.intercept_ for each in fitted])
    )


def _learnable(learned: pl.DataFrame, given: pl.DataFrame) -> pl.Series:
    """The themes with enough findings that have them and enough that do not, in order."""
    counts = given.join(learned, on="finding_id", how="semi").group_by("theme_code").len()
    enough = pl.col("len").is_between(LEAST_EXAMPLES, learned.height - LEAST_EXAMPLES)
    themes = counts.filter(enough)["theme_code"].sort()
    if themes.is_empty():
        raise TooFewCoded(f"No theme has {LEAST_EXAMPLES} findings to learn from.")
    return themes


def _targets(findings: pl.DataFrame, given: pl.DataFrame, themes: pl.Series) -> npt.NDArray[np.bool_]:
    """A row per finding and a column per theme: was it given?"""
    rows = findings.select("finding_id").with_row_index("row")
    columns = themes.to_frame("theme_code").with_row_index("column")
    cells = given.join(rows, on="finding_id").join(columns, on="theme_code")
    targets = np.zeros((findings.height, len(themes)), dtype=bool)
    targets[cells["row"], cells["column"]] = True
    return targets


def _suggested(model: _Model, uncoded: pl.DataFrame) -> pl.DataFrame:
    vectors = model.vectors(uncoded["finding_text"])
    likely = model.probabilities(vectors)
    rows, columns = (each.astype(np.int64) for each in np.nonzero(likely >= LOWEST))
    found = pl.DataFrame(
        {
            "finding_id": uncoded["finding_id"].gather(rows),
            "theme_code": model.themes.gather(columns),
            "probability": likely[rows, columns],
        }
    )
    return (
        found.with_row_index("row").join(_weightiest(model, vectors, rows, columns), on="row", how="left").drop("row")
    )


def _weightiest(model: _Model, vectors: csr_array, rows: Places, columns: Places) -> pl.DataFrame:
    """For each suggestion the words that speak most for it: weight for the theme times weight in the text."""
    cells = vectors[rows].tocoo() if len(rows) else csr_array((0, 0)).tocoo()
    spoken = pl.DataFrame(
        {
            "row": cells.row.astype(np.uint32),
            "word": pl.Series(model.words.get_feature_names_out()[cells.col], dtype=pl.String),
            "weight": cells.data * model.weights[columns[cells.row], cells.col],
        }
    )
    strongest = spoken.filter(pl.col("weight") > 0).sort("row", "weight", "word", descending=[False, True, False])
    return strongest.group_by("row", maintain_order=True).agg(
        pl.col("word").head(WORDS_SHOWN).str.join(", ").alias("words")
    )


def _tested(model: _Model, held_out: pl.DataFrame, given: pl.DataFrame) -> pl.DataFrame:
    likely = model.probabilities(model.vectors(held_out["finding_text"]))
    return pl.DataFrame(
        {
            "finding_id": np.repeat(held_out["finding_id"].to_numpy(), len(model.themes)),
            "theme_code": np.tile(model.themes.to_numpy(), held_out.height),
            "probability": likely.ravel(),
            "is_coded": _targets(held_out, given, model.themes).ravel(),
        },
        schema_overrides={"finding_id": pl.String, "theme_code": pl.String},
    )
