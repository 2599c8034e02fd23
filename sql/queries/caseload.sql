-- How many people were supervised, by quarter, provider and risk? Null: not delivered for a quarter between the first
-- and the last in which the provider was there, of a group that otherwise has 20 people or more; a smaller one may have
-- been nobody.
with held as (
    select *
    from caseload
    where known_on = :known_on
),

quarters as (
    select
        cast(g.starts_at as date) as quarter_start_on,
        cast(g.starts_at + interval '3 months' - interval '1 day' as date) as quarter_end_on
    from (
        select
            cast(min(quarter_start_on) as timestamp) as first_at,
            cast(max(quarter_start_on) as timestamp) as last_at
        from held
    ) as b
    cross join generate_series(b.first_at, b.last_at, interval '3 months') as g (starts_at)
),

first_quarters as (
    select
        provider_code,
        min(quarter_end_on) as first_end_on
    from held
    group by provider_code
),

groups as (
    select
        provider_code,
        risk
    from held
    group by provider_code, risk
    having percentile_cont(0.5) within group (order by people) >= 20
),

missing as (
    select
        q.quarter_start_on,
        q.quarter_end_on,
        p.provider,
        p.provider_type,
        p.division,
        p.successor_region,
        g.risk
    from groups as g
    inner join first_quarters as f on g.provider_code = f.provider_code
    inner join quarters as q on f.first_end_on <= q.quarter_end_on
    inner join stg_providers as p
        on
            g.provider_code = p.provider_code
            and p.known_from <= :known_on and :known_on < p.known_to
            and p.valid_from_on <= q.quarter_end_on and q.quarter_end_on < p.valid_to_on
    left join held as h
        on g.provider_code = h.provider_code and g.risk = h.risk and q.quarter_start_on = h.quarter_start_on
    where h.provider_code is null
)

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
from held
union all
select
    cast(:known_on as date) as known_on,
    quarter_start_on,
    quarter_end_on,
    provider,
    provider_type,
    division,
    successor_region,
    risk,
    cast(null as integer) as people
from missing
