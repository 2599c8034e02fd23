-- Which reviews changed between two states of knowledge: new, late, or revised?
with now as (
    select *
    from reviews
    where known_on = :known_on
),

earlier as (
    select *
    from reviews
    where known_on = :before_on
)

select
    n.review_id,
    n.notified_on,
    n.division,
    o.offence_group as offence_group_before,
    n.offence_group as offence_group_after,
    o.risk_at_offence as risk_before,
    n.risk_at_offence as risk_after,
    o.provider as provider_before,
    n.provider as provider_after,
    o.review_status as status_before,
    n.review_status as status_after,
    case
        when o.review_id is null and n.notified_on < :before_on then 'Late'
        when o.review_id is null then 'New'
        when o.offence_group <> n.offence_group then 'Offence reclassified'
        when o.risk_at_offence <> n.risk_at_offence then 'Risk corrected'
        when o.provider <> n.provider then 'Provider corrected'
        when o.review_status <> n.review_status then 'Moved on'
    end as revision
from now as n
left join earlier as o on n.review_id = o.review_id
where
    o.review_id is null
    or o.offence_group <> n.offence_group
    or o.risk_at_offence <> n.risk_at_offence
    or o.provider <> n.provider
    or o.review_status <> n.review_status
