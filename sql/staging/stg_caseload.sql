-- One row per version of a caseload count. A count at the end of a quarter stands for that quarter.
select
    quarter_end_on,
    provider_code,
    risk,
    people,
    known_from,
    known_to,
    cast(date_trunc('quarter', quarter_end_on) as date) as quarter_start_on
from raw_caseload
