-- One row per agency that worked with the person, review and state of knowledge.
select
    r.known_on,
    r.review_id,
    a.agency_code,
    g.agency,
    a.took_part,
    a.has_findings,
    a.shared_on,
    r.other_procedure,
    a.shared_on - r.qa_completed_on as days_to_sharing,
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
inner join stg_agency_involvement as a
    on r.review_id = a.review_id and a.known_from <= r.known_on and r.known_on < a.known_to
left join stg_agencies as g
    on
        a.agency_code = g.agency_code
        and g.known_from <= r.known_on and r.known_on < g.known_to
