-- One row per version of a kind of agency.
select
    agency_code,
    agency,
    known_from,
    known_to
from raw_agencies
