-- Whose work did reviews look at, and how were they involved?
select
    known_on,
    review_id,
    practitioner_id,
    practitioner_role,
    interviewed_on,
    report_seen_on,
    could_question,
    support_given
from practitioner_involvement
