-- One row per quarter, provider, risk and state of knowledge: people supervised at the end of the quarter.
select
    s.known_on,
    c.quarter_start_on,
    c.quarter_end_on,
    c.provider_code,
    coalesce(p.provider, 'Not recorded') as provider,
    coalesce(p.provider_type, 'Not recorded') as provider_type,
    coalesce(p.division, 'Not recorded') as division,
    coalesce(p.successor_region, 'Not recorded') as successor_region,
    c.risk,
    c.people
from stg_states as s
inner join stg_caseload as c
    on c.known_from <= s.known_on and s.known_on < c.known_to
left join stg_providers as p
    on
        c.provider_code = p.provider_code
        and p.known_from <= s.known_on and s.known_on < p.known_to
        and p.valid_from_on <= c.quarter_end_on and c.quarter_end_on < p.valid_to_on
