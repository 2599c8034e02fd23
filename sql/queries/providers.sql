-- Which providers were there on a day, of which kind and in which division?
select distinct
    p.provider,
    p.provider_type,
    p.division
from stg_providers as p
where
    p.known_from <= :known_on and :known_on < p.known_to
    and p.valid_from_on <= :known_on and :known_on < p.valid_to_on
order by p.division, p.provider
