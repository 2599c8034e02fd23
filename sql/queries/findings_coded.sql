-- Which findings were given a theme, and when first? One row per finding.
with first_codes as (
    select
        s.known_on,
        c.finding_id,
        min(c.coded_on) as first_coded_on
    from stg_states as s
    inner join stg_finding_codes as c
        on c.known_from <= s.known_on and s.known_on < c.known_to
    group by s.known_on, c.finding_id
)

select
    f.known_on,
    f.review_id,
    f.finding_id,
    c.first_coded_on
from findings as f
left join first_codes as c
    on f.known_on = c.known_on and f.finding_id = c.finding_id
