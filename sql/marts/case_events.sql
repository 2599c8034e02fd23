-- One row per dated event of a case and state of knowledge; place orders events of one day.
select
    review_id,
    known_on,
    index_sentence_on as happened_on,
    'Supervision' as stage,
    1 as place,
    'Index sentence: ' || index_sentence as event
from reviews
union all
select
    review_id,
    known_on,
    supervision_start_on as happened_on,
    'Supervision' as stage,
    2 as place,
    'Supervision starts; risk of serious harm: ' || risk_at_start as event
from reviews
union all
select
    review_id,
    known_on,
    risk_assessed_on as happened_on,
    'Risk' as stage,
    3 as place,
    'Last assessment before the offence; risk of serious harm: ' || risk_at_offence as event
from reviews
union all
select
    review_id,
    known_on,
    offence_on as happened_on,
    'Offence' as stage,
    4 as place,
    offence as event
from reviews
union all
select
    review_id,
    known_on,
    charged_on as happened_on,
    'Charge' as stage,
    5 as place,
    'Charged' as event
from reviews
union all
select
    review_id,
    known_on,
    notified_on as happened_on,
    'Notification' as stage,
    6 as place,
    'HMPPS notified; a review follows' as event
from reviews
union all
select
    review_id,
    known_on,
    supervision_end_on as happened_on,
    'Supervision' as stage,
    7 as place,
    'Supervision ends' as event
from reviews
where supervision_end_on <= known_on
union all
select
    review_id,
    known_on,
    review_due_on as happened_on,
    'Review' as stage,
    8 as place,
    'Review due' as event
from reviews
union all
select
    review_id,
    known_on,
    extended_to_on as happened_on,
    'Review' as stage,
    9 as place,
    'Extended due date' as event
from reviews
union all
select
    review_id,
    known_on,
    received_on as happened_on,
    'QA round ' || round_number as stage,
    10 as place,
    'Review received by HMPPS' as event
from qa_rounds
union all
select
    review_id,
    known_on,
    allocated_on as happened_on,
    'QA round ' || round_number as stage,
    11 as place,
    'Taken up by a QA reader' as event
from qa_rounds
union all
select
    review_id,
    known_on,
    completed_on as happened_on,
    'QA round ' || round_number as stage,
    12 as place,
    outcome || '; rated ' || rating_overall as event
from qa_rounds
union all
select
    review_id,
    known_on,
    withdrawn_on as happened_on,
    'Review' as stage,
    13 as place,
    'Stopped: the charge was dropped' as event
from reviews
union all
select
    review_id,
    known_on,
    charge_outcome_on as happened_on,
    'Court' as stage,
    14 as place,
    charge_outcome as event
from reviews
union all
select
    a.review_id,
    s.known_on,
    a.raised_on as happened_on,
    'Action' as stage,
    15 as place,
    'Agreed: ' || a.action_text as event
from stg_states as s
inner join stg_actions as a on a.known_from <= s.known_on and s.known_on < a.known_to
union all
select
    a.review_id,
    s.known_on,
    a.completed_on as happened_on,
    'Action' as stage,
    16 as place,
    'Done: ' || a.action_text as event
from stg_states as s
inner join stg_actions as a on a.known_from <= s.known_on and s.known_on < a.known_to
union all
select
    i.review_id,
    s.known_on,
    i.assessed_on as happened_on,
    'Independent QA' as stage,
    17 as place,
    'Rated ' || i.rating_overall as event
from stg_states as s
inner join stg_independent_qa as i on i.known_from <= s.known_on and s.known_on < i.known_to
