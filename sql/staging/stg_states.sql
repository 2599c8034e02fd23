-- One row per state of knowledge: a day on which a delivery was loaded, and the last load of that day.
select
    known_on,
    max(load_id) as load_id,
    bool_or(is_synthetic) as is_synthetic
from loads
group by known_on
