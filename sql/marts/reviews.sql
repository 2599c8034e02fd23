-- One row per SFO review and state of knowledge.
-- Turnaround runs from HMPPS first receiving the review to QA accepting it; the day of receipt is day 0.
-- The provider is described as it was on the day of notification; without a description it is 'Not recorded'.
select
    s.known_on,
    r.review_id,
    coalesce(p.provider, 'Not recorded') as provider,
    coalesce(p.provider_type, 'Not recorded') as provider_type,
    coalesce(p.division, 'Not recorded') as division,
    coalesce(p.owner, 'Not recorded') as owner,
    coalesce(p.successor_region, 'Not recorded') as successor_region,
    o.offence,
    o.offence_group,
    o.is_murder_or_manslaughter,
    r.index_sentence,
    r.index_sentence_on,
    r.supervision_start_on,
    r.supervision_end_on,
    r.offence_on,
    r.charged_on,
    r.notified_on,
    r.age_band,
    r.risk_at_start,
    r.risk_at_offence,
    r.risk_highest,
    r.risk_assessed_on,
    r.review_due_on,
    r.extended_to_on,
    r.withdrawn_on,
    r.reasonable_steps,
    r.explains_why,
    r.page_count,
    r.other_procedure,
    r.charge_outcome,
    r.charge_outcome_on,
    q.qa_received_on,
    q.qa_completed_on,
    q.first_round_outcome,
    q.rating_overall,
    coalesce(q.rating_overall, 'Not rated') as overall_rating,
    coalesce(q.qa_rounds, 0) as qa_rounds,
    coalesce(q.times_returned, 0) as times_returned,
    notified_day.working_day_number - charged_day.working_day_number as notification_working_days,
    completed_day.working_day_number - received_day.working_day_number as qa_working_days,
    q.qa_completed_on - q.qa_received_on as qa_calendar_days,
    withdrawn_day.working_day_number - received_day.working_day_number as withdrawn_working_days,
    r.withdrawn_on - q.qa_received_on as withdrawn_calendar_days,
    case
        when r.withdrawn_on is not null then 'Withdrawn'
        when q.qa_completed_on is not null then 'QA complete'
        when q.review_id is null then 'Being written'
        when q.rounds_in_hand > 0 then 'With QA'
        else 'Returned to provider'
    end as review_status,
    case
        when r.withdrawn_on is null and q.qa_completed_on is null
            then known_day.working_day_number - received_day.working_day_number
    end as open_working_days,
    case
        when r.withdrawn_on is null and q.qa_completed_on is null then s.known_on - q.qa_received_on
    end as open_calendar_days
from stg_states as s
inner join stg_reviews as r
    on r.known_from <= s.known_on and s.known_on < r.known_to
left join stg_providers as p
    on
        r.provider_code = p.provider_code
        and p.known_from <= s.known_on and s.known_on < p.known_to
        and p.valid_from_on <= r.notified_on and r.notified_on < p.valid_to_on
left join stg_offences as o
    on
        r.offence_code = o.offence_code
        and o.known_from <= s.known_on and s.known_on < o.known_to
left join qa_progress as q
    on s.known_on = q.known_on and r.review_id = q.review_id
left join calendar_days as charged_day on r.charged_on = charged_day.day
left join calendar_days as notified_day on r.notified_on = notified_day.day
left join calendar_days as received_day on q.qa_received_on = received_day.day
left join calendar_days as completed_day on q.qa_completed_on = completed_day.day
left join calendar_days as withdrawn_day on r.withdrawn_on = withdrawn_day.day
left join calendar_days as known_day on s.known_on = known_day.day
