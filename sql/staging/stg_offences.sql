-- One row per version of a qualifying offence.
select
    offence_code,
    offence,
    offence_group,
    review_rule,
    membership,
    known_from,
    known_to,
    coalesce(is_murder_or_manslaughter, false) as is_murder_or_manslaughter
from raw_offences
