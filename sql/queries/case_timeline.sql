-- What happened in one case, in order?
select
    e.happened_on,
    e.stage,
    e.event,
    e.place,
    r.division
from case_events as e
inner join reviews as r on e.review_id = r.review_id and e.known_on = r.known_on
where e.review_id = :review_id and e.known_on = :known_on and e.happened_on is not null
order by e.happened_on, e.place
