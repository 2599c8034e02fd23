-- One row per theme a coder gave a finding and state of knowledge.
select
    s.known_on,
    f.review_id,
    f.finding_id,
    c.coder_id,
    c.coded_on,
    c.theme_code,
    t.theme,
    t.theme_group
from stg_states as s
inner join stg_finding_codes as c
    on c.known_from <= s.known_on and s.known_on < c.known_to
inner join stg_findings as f
    on c.finding_id = f.finding_id and f.known_from <= s.known_on and s.known_on < f.known_to
left join stg_themes as t
    on c.theme_code = t.theme_code and t.known_from <= s.known_on and s.known_on < t.known_to
