-- Which rows did a load set aside, whole?
select
    q.load_id,
    l.known_on,
    q.table_name,
    q.line,
    q.column_name,
    q.value,
    q.reason,
    q.row_text
from quarantine as q
inner join loads as l on q.load_id = l.load_id
where q.load_id = coalesce(cast(:load_id as integer), (select max(newest.load_id) from loads as newest))
order by q.table_name, q.line
