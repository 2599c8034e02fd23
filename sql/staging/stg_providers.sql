-- One row per version of a provider's description and the period in which it held.
select
    provider_code,
    valid_from_on,
    provider,
    provider_type,
    division,
    owner,
    known_from,
    known_to,
    coalesce(valid_to_on, cast('9999-12-31' as date)) as valid_to_on,
    coalesce(successor_region, 'Not recorded') as successor_region
from raw_providers
