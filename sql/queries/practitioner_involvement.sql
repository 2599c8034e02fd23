-- Whose work did reviews look at, and how were they involved?
select
    known_on,
    review_id,
    practitioner_id,
    practitioner_role,
    interviewed_on,
    report_seen_on,
    could_question,
    support_given,
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
from practitioner_involvement
