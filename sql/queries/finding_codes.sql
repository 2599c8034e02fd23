-- Which themes did coders give which findings?
select
    known_on,
    review_id,
    finding_id,
    coder_id,
    coded_on,
    theme_code,
    theme,
    theme_group
from finding_codes
