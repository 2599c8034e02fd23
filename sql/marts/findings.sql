-- One row per finding and state of knowledge, with the review it belongs to.
select
    r.known_on,
    r.review_id,
    f.finding_id,
    f.finding_text,
    f.practice_level,
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
inner join stg_findings as f
    on r.review_id = f.review_id and f.known_from <= r.known_on and r.known_on < f.known_to
