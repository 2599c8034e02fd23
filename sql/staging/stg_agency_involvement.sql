-- One row per version of an agency's part in a review.
select
    review_id,
    agency_code,
    took_part,
    has_findings,
    shared_on,
    known_from,
    known_to
from raw_agency_involvement
