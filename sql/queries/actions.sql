-- Which actions were raised, and where do they stand?
select
    known_on,
    action_id,
    review_id,
    action_level,
    action_text,
    raised_on,
    due_on,
    completed_on,
    evidence,
    provider,
    provider_type,
    division,
    action_status,
    overdue_days
from actions
