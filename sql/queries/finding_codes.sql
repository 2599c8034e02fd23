-- Which themes did coders give which findings?
select
    known_on,
    review_id,
    finding_id,
    coder_id,
    coded_on,
    theme_code,
    theme,
    theme_group,
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
from finding_codes
