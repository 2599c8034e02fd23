-- One row per victim or bereaved family owed an offer and state of knowledge.
select
    s.known_on,
    v.review_id,
    v.victim_contact_id,
    v.offered_on,
    v.no_offer_reason,
    v.taken_up,
    v.vulnerability_considered,
    v.disclosed_on,
    v.senior_meeting_on,
    v.found_readable
from stg_states as s
inner join stg_victim_contacts as v
    on v.known_from <= s.known_on and s.known_on < v.known_to
