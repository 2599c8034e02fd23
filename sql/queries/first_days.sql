-- From which day on is each feed held, as known on a day? The day its delivery declared, or else the earliest by which
-- its rows are dated; null where there is neither.
with declared as (
    select
        feed,
        first_on
    from declared_first_days
    where
        load_id = (
            select max(load_id) from loads
            where known_on <= :known_on
        )
),

received as (
    select
        review_id,
        qa_received_on,
        qa_completed_on
    from qa_progress
    where known_on = :known_on
),

first_rows as (
    select
        'reviews' as feed,
        'notified_on' as dated_by,
        min(notified_on) as first_on
    from stg_reviews
    where known_from <= :known_on and :known_on < known_to
    union all
    select
        'reviews' as feed,
        'charge_outcome_on' as dated_by,
        min(charge_outcome_on) as first_on
    from stg_reviews
    where known_from <= :known_on and :known_on < known_to
    union all
    select
        'qa_rounds' as feed,
        'qa_received_on' as dated_by,
        min(qa_received_on) as first_on
    from received
    union all
    select
        'qa_rounds' as feed,
        'qa_completed_on' as dated_by,
        min(qa_completed_on) as first_on
    from received
    union all
    select
        'findings' as feed,
        'qa_completed_on' as dated_by,
        min(q.qa_completed_on) as first_on
    from stg_findings as f
    inner join received as q on f.review_id = q.review_id
    where f.known_from <= :known_on and :known_on < f.known_to
    union all
    select
        'actions' as feed,
        'raised_on' as dated_by,
        min(raised_on) as first_on
    from stg_actions
    where known_from <= :known_on and :known_on < known_to
    union all
    select
        'actions' as feed,
        'due_on' as dated_by,
        min(due_on) as first_on
    from stg_actions
    where known_from <= :known_on and :known_on < known_to
    union all
    select
        'agency_involvement' as feed,
        'qa_received_on' as dated_by,
        min(q.qa_received_on) as first_on
    from stg_agency_involvement as a
    inner join received as q on a.review_id = q.review_id
    where a.known_from <= :known_on and :known_on < a.known_to
    union all
    select
        'agency_involvement' as feed,
        'qa_completed_on' as dated_by,
        min(q.qa_completed_on) as first_on
    from stg_agency_involvement as a
    inner join received as q on a.review_id = q.review_id
    where a.known_from <= :known_on and :known_on < a.known_to
    union all
    select
        'practitioner_involvement' as feed,
        'qa_received_on' as dated_by,
        min(q.qa_received_on) as first_on
    from stg_practitioner_involvement as p
    inner join received as q on p.review_id = q.review_id
    where p.known_from <= :known_on and :known_on < p.known_to
    union all
    select
        'practitioner_involvement' as feed,
        'qa_completed_on' as dated_by,
        min(q.qa_completed_on) as first_on
    from stg_practitioner_involvement as p
    inner join received as q on p.review_id = q.review_id
    where p.known_from <= :known_on and :known_on < p.known_to
    union all
    select
        'victim_contacts' as feed,
        'charge_outcome_on' as dated_by,
        min(r.charge_outcome_on) as first_on
    from stg_victim_contacts as v
    inner join stg_reviews as r
        on v.review_id = r.review_id and r.known_from <= :known_on and :known_on < r.known_to
    where v.known_from <= :known_on and :known_on < v.known_to
    union all
    select
        'independent_qa' as feed,
        'qa_completed_on' as dated_by,
        min(q.qa_completed_on) as first_on
    from stg_independent_qa as i
    inner join received as q on i.review_id = q.review_id
    where i.known_from <= :known_on and :known_on < i.known_to
    union all
    select
        'caseload' as feed,
        'quarter_start_on' as dated_by,
        min(quarter_start_on) as first_on
    from stg_caseload
    where known_from <= :known_on and :known_on < known_to
)

select
    cast(:known_on as date) as known_on,
    f.feed,
    f.dated_by,
    f.first_on as first_row_on,
    d.first_on as declared_on,
    coalesce(d.first_on, f.first_on) as first_on
from first_rows as f
left join declared as d on f.feed = d.feed
