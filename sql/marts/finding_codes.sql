-- One row per theme a coder gave a finding and state of knowledge, with the review it belongs to.
select
    r.known_on,
    r.review_id,
    f.finding_id,
    c.coder_id,
    c.coded_on,
    c.theme_code,
    t.theme,
    t.theme_group,
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
inner join stg_findings as f
    on r.review_id = f.review_id and f.known_from <= r.known_on and r.known_on < f.known_to
inner join stg_finding_codes as c
    on f.finding_id = c.finding_id and c.known_from <= r.known_on and r.known_on < c.known_to
left join stg_themes as t
    on c.theme_code = t.theme_code and t.known_from <= r.known_on and r.known_on < t.known_to
