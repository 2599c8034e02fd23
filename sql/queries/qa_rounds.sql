-- Which rounds of quality assurance, received and finished when?
select
    known_on,
    review_id,
    round_number,
    received_on,
    allocated_on,
    completed_on,
    outcome,
    rating_overall,
    provider,
    provider_type,
    division,
    offence,
    offence_group,
    risk_at_offence,
    risk_highest,
    review_status,
    withdrawn_on
from qa_rounds
