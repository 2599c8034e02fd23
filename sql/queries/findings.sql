-- Which findings did reviews make, in their own words?
select
    known_on,
    review_id,
    finding_id,
    finding_text,
    practice_level,
    provider,
    provider_type,
    division,
    offence,
    offence_group,
    is_murder_or_manslaughter,
    risk_at_offence,
    risk_highest,
    review_status,
    notified_on,
    qa_received_on,
    qa_completed_on,
    charge_outcome_on
from findings
