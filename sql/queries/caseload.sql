-- How many people were supervised, by quarter, provider and risk?
select
    known_on,
    quarter_start_on,
    quarter_end_on,
    provider,
    provider_type,
    division,
    successor_region,
    risk,
    people
from caseload
