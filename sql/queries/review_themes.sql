-- Which themes were found in which reviews? One row per review and theme, however many findings or coders gave it.
select distinct
    known_on,
    review_id,
    theme_code,
    theme,
    theme_group
from finding_codes
where theme is not null
