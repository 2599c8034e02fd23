-- Which agencies worked with the person, and what was their part in the review?
select
    known_on,
    review_id,
    agency_code,
    agency,
    took_part,
    has_findings,
    shared_on,
    days_to_sharing
from agency_involvement
