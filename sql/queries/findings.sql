-- Which findings did reviews make, in their own words?
select
    known_on,
    review_id,
    finding_id,
    finding_text,
    practice_level
from findings
