-- One row per finding and state of knowledge.
select
    s.known_on,
    f.review_id,
    f.finding_id,
    f.finding_text,
    f.practice_level
from stg_states as s
inner join stg_findings as f
    on f.known_from <= s.known_on and s.known_on < f.known_to
