-- One row per review that an independent body rated and state of knowledge, HMPPS's ratings beside its own.
select
    s.known_on,
    i.review_id,
    i.assessed_on,
    i.rating_overall,
    i.rating_analysis,
    i.rating_judgements,
    i.rating_learning,
    i.rating_victims,
    q.rating_overall as hmpps_overall,
    q.rating_analysis as hmpps_analysis,
    q.rating_judgements as hmpps_judgements,
    q.rating_learning as hmpps_learning,
    q.rating_victims as hmpps_victims
from stg_states as s
inner join stg_independent_qa as i
    on i.known_from <= s.known_on and s.known_on < i.known_to
left join stg_qa_rounds as q
    on
        i.review_id = q.review_id and q.outcome = 'Accepted'
        and q.known_from <= s.known_on and s.known_on < q.known_to
