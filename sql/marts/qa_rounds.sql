-- One row per round of quality assurance and state of knowledge.
select
    s.known_on,
    q.review_id,
    q.round_number,
    q.received_on,
    q.allocated_on,
    q.completed_on,
    q.outcome,
    q.rating_overall,
    q.rating_analysis,
    q.rating_judgements,
    q.rating_learning,
    q.rating_victims
from stg_states as s
inner join stg_qa_rounds as q
    on q.known_from <= s.known_on and s.known_on < q.known_to
