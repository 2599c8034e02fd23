-- What happened in one case, in order?
select
    happened_on,
    stage,
    event
from case_events
where review_id = :review_id and known_on = :known_on and happened_on is not null
order by happened_on, place
