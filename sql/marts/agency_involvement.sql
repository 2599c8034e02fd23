-- One row per agency that worked with the person, review and state of knowledge.
select
    s.known_on,
    a.review_id,
    a.agency_code,
    g.agency,
    a.took_part,
    a.has_findings,
    a.shared_on,
    a.shared_on - q.qa_completed_on as days_to_sharing
from stg_states as s
inner join stg_agency_involvement as a
    on a.known_from <= s.known_on and s.known_on < a.known_to
left join qa_progress as q
    on s.known_on = q.known_on and a.review_id = q.review_id
left join stg_agencies as g
    on
        a.agency_code = g.agency_code
        and g.known_from <= s.known_on and s.known_on < g.known_to
