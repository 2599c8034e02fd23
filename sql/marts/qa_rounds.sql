-- One row per round of quality assurance and state of knowledge, with the review it belongs to.
select
    r.known_on,
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
    q.rating_victims,
    r.provider,
    r.provider_type,
    r.division,
    r.offence,
    r.offence_group,
    r.is_murder_or_manslaughter,
    r.risk_at_offence,
    r.risk_highest,
    r.review_status,
    r.notified_on,
    r.withdrawn_on
from reviews as r
inner join stg_qa_rounds as q
    on r.review_id = q.review_id and q.known_from <= r.known_on and r.known_on < q.known_to
