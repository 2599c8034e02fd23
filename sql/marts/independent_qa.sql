-- One row per review that an independent body rated and state of knowledge, HMPPS's ratings beside its own.
select
    r.known_on,
    r.review_id,
    i.assessed_on,
    i.rating_overall,
    i.rating_analysis,
    i.rating_judgements,
    i.rating_learning,
    i.rating_victims,
    q.rating_overall as hmpps_overall,
    q.rating_analysis as hmpps_analysis,
    q.rating_judgements as hmpps_judgements,
    q.rating_learning as hmpps_learning,
    q.rating_victims as hmpps_victims,
    r.provider,
    r.provider_type,
    r.division,
    r.offence,
    r.offence_group,
    r.is_murder_or_manslaughter,
    r.risk_at_offence,
    r.risk_highest,
    r.review_status,
    r.notified_on,
    r.qa_received_on,
    r.qa_completed_on,
    r.charge_outcome_on
from reviews as r
inner join stg_independent_qa as i
    on r.review_id = i.review_id and i.known_from <= r.known_on and r.known_on < i.known_to
left join stg_qa_rounds as q
    on
        r.review_id = q.review_id and q.outcome = 'Accepted'
        and q.known_from <= r.known_on and r.known_on < q.known_to
