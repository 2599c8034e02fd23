-- What is the coding frame, in its version of the day?
select
    theme_code,
    theme,
    theme_group,
    definition,
    frame_version
from stg_themes
where known_from <= :known_on and :known_on < known_to
order by theme_code
