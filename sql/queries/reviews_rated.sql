-- Which reviews were rated by an independent body? One row per review.
select
    s.known_on,
    r.review_id,
    i.assessed_on
from stg_states as s
inner join stg_reviews as r
    on r.known_from <= s.known_on and s.known_on < r.known_to
left join stg_independent_qa as i
    on r.review_id = i.review_id and i.known_from <= s.known_on and s.known_on < i.known_to
