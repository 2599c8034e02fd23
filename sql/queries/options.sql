-- What can each filter be set to?
select distinct
    'provider_type' as dimension,
    p.provider_type as label,
    cast(null as varchar) as within
from stg_providers as p
where p.known_from <= :known_on and :known_on < p.known_to
union all
select distinct
    'division' as dimension,
    p.division as label,
    cast(null as varchar) as within
from stg_providers as p
where p.known_from <= :known_on and :known_on < p.known_to and p.valid_from_on <= :known_on
union all
select distinct
    'provider' as dimension,
    p.provider as label,
    p.division as within
from stg_providers as p
where p.known_from <= :known_on and :known_on < p.known_to and p.valid_from_on <= :known_on
union all
select distinct
    'offence_group' as dimension,
    o.offence_group as label,
    cast(null as varchar) as within
from stg_offences as o
where o.known_from <= :known_on and :known_on < o.known_to
union all
select distinct
    'offence' as dimension,
    o.offence as label,
    o.offence_group as within
from stg_offences as o
where o.known_from <= :known_on and :known_on < o.known_to
order by dimension, label
