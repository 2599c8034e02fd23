-- One row per version of a finding.
select
    finding_id,
    review_id,
    finding_text,
    known_from,
    known_to,
    coalesce(practice_level, 'Not recorded') as practice_level
from raw_findings
