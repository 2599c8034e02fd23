-- One row per version of an action.
select
    action_id,
    review_id,
    action_level,
    owner_code,
    action_text,
    raised_on,
    due_on,
    completed_on,
    known_from,
    known_to,
    coalesce(evidence, 'Not recorded') as evidence
from raw_actions
