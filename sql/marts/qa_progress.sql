-- One row per review received for quality assurance and state of knowledge: where its rounds stand.
select
    s.known_on,
    q.review_id,
    count(*) as qa_rounds,
    min(q.received_on) as qa_received_on,
    max(case when q.round_number = 1 then q.outcome end) as first_round_outcome,
    max(case when q.outcome = 'Accepted' then q.completed_on end) as qa_completed_on,
    max(case when q.outcome = 'Accepted' then q.rating_overall end) as rating_overall,
    count(*) filter (where q.outcome = 'Returned') as times_returned,
    count(*) filter (where q.completed_on is null) as rounds_in_hand
from stg_states as s
inner join stg_qa_rounds as q
    on q.known_from <= s.known_on and s.known_on < q.known_to
group by s.known_on, q.review_id
