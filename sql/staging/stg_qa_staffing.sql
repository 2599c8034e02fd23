-- One row per version of a month's posts in the quality assurance team.
select
    month_start_on,
    posts_funded,
    posts_filled,
    known_from,
    known_to
from raw_qa_staffing
