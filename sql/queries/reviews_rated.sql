-- Which reviews were rated by an independent body? One row per review.
select
    r.known_on,
    r.review_id,
    i.assessed_on,
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
    r.qa_received_on,
    r.qa_completed_on,
    r.charge_outcome_on
from reviews as r
left join stg_independent_qa as i
    on r.review_id = i.review_id and i.known_from <= r.known_on and r.known_on < i.known_to
