-- How many posts did the quality assurance team have, month by month?
select
    month_start_on,
    posts_funded,
    posts_filled
from qa_staffing
where known_on = :known_on
order by month_start_on
