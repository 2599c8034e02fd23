-- One row per version of a theme of the coding frame.
select
    theme_code,
    theme,
    theme_group,
    definition,
    frame_version,
    known_from,
    known_to
from raw_themes
