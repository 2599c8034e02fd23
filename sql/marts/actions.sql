-- One row per recommendation or action and state of knowledge.
-- The provider is the owner's; a national action is HMPPS's and lies in no division.
select
    s.known_on,
    a.action_id,
    a.review_id,
    a.action_level,
    a.action_text,
    a.raised_on,
    a.due_on,
    a.completed_on,
    a.evidence,
    coalesce(p.provider, 'HMPPS') as provider,
    coalesce(p.provider_type, 'HMPPS') as provider_type,
    coalesce(p.division, 'National') as division,
    case
        when a.completed_on is not null then 'Done'
        when a.due_on < s.known_on then 'Overdue'
        else 'Not yet due'
    end as action_status,
    case when a.completed_on is null and a.due_on < s.known_on then s.known_on - a.due_on end as overdue_days
from stg_states as s
inner join stg_actions as a
    on a.known_from <= s.known_on and s.known_on < a.known_to
left join stg_providers as p
    on
        a.owner_code = p.provider_code
        and p.known_from <= s.known_on and s.known_on < p.known_to
        and p.valid_from_on <= a.raised_on and a.raised_on < p.valid_to_on
