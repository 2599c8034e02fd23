-- What was loaded, and what became of each table's rows?
select
    l.load_id,
    l.known_on,
    l.loaded_at,
    l.delivery,
    l.is_synthetic,
    c.table_name,
    c.delivered,
    c.accepted,
    c.quarantined,
    c.opened,
    c.unchanged,
    c.closed
from loads as l
inner join load_counts as c on l.load_id = c.load_id
where l.known_on <= :known_on
order by l.load_id desc, c.table_name
