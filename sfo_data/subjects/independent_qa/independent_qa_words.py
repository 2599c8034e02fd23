"""The words of the charts and tables of independent quality assurance."""

LEAST_OF_A_GROUP = 2
PLAN_CAPTION = (
    "Reviews whose quality assurance was completed in the period, England and Wales, whatever else is chosen above. "
    f"Shared out in proportion, at least {LEAST_OF_A_GROUP} from each group. Precision at a share of one half, "
    "for a list of this length (Cochran 1977, theorem 3.2); differences by a two-sided test at 5%."
)
HOW_TO_CHECK = (
    "A draw is made by the sampling officer with `sfo sample`, never on this page: the seed is first "
    "committed to by a published hash, so that nobody can choose what is drawn. Paste the commitment or the record of "
    "a draw, and it is checked against the data loaded here."
)
ESTIMATES_CAPTION = (
    "Share of all reviews completed that are good or better, going by those rated: each counts for as many as its "
    "division completed for each one rated (Cochran 1977, section 5.10; Holt and Smith 1979), with 95% intervals for a "
    "list of this length. HMPPS's own ratings of the same reviews are weighted alike."
)
MATRIX_CAPTION = (
    "Reviews rated by both: rows are the independent body's ratings, columns HMPPS's. On the diagonal both agree."
)
