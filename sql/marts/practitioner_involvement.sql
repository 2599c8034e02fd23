-- One row per practitioner whose work a review looked at and state of knowledge.
select
    r.known_on,
    r.review_id,
    p.practitioner_id,
    p.practitioner_role,
    p.interviewed_on,
    p.report_seen_on,
    p.could_question,
    p.support_given,
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
inner join stg_practitioner_involvement as p
    on r.review_id = p.review_id and p.known_from <= r.known_on and r.known_on < p.known_to
