-- One row per version of a practitioner's part in a review.
select
    review_id,
    practitioner_id,
    interviewed_on,
    report_seen_on,
    could_question,
    support_given,
    known_from,
    known_to,
    coalesce(practitioner_role, 'Not recorded') as practitioner_role
from raw_practitioner_involvement
