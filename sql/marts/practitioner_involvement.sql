-- One row per practitioner whose work a review looked at and state of knowledge.
select
    s.known_on,
    p.review_id,
    p.practitioner_id,
    p.practitioner_role,
    p.interviewed_on,
    p.report_seen_on,
    p.could_question,
    p.support_given
from stg_states as s
inner join stg_practitioner_involvement as p
    on p.known_from <= s.known_on and s.known_on < p.known_to
