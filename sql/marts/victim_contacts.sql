-- One row per victim or bereaved family owed an offer and state of knowledge, with the review.
select
    r.known_on,
    r.review_id,
    v.victim_contact_id,
    v.offered_on,
    v.no_offer_reason,
    v.taken_up,
    v.vulnerability_considered,
    v.disclosed_on,
    v.senior_meeting_on,
    v.found_readable,
    r.charge_outcome,
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
inner join stg_victim_contacts as v
    on r.review_id = v.review_id and v.known_from <= r.known_on and r.known_on < v.known_to
