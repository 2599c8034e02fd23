-- Which states of knowledge does the store hold?
select
    known_on,
    load_id,
    is_synthetic
from stg_states
order by known_on
