-- Which delivered rows could not be used, and why?
select
    l.known_on,
    q.load_id,
    q.table_name,
    q.line,
    q.column_name,
    q.value,
    q.reason
from quarantine as q
inner join loads as l on q.load_id = l.load_id
where l.known_on <= :known_on
order by q.load_id desc, q.table_name, q.line
