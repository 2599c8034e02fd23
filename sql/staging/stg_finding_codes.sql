-- One row per version of a code given to a finding.
select
    finding_id,
    coder_id,
    theme_code,
    coded_on,
    known_from,
    known_to
from raw_finding_codes
