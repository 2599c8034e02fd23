-- One row per month and state of knowledge: posts in the HMPPS quality assurance team.
select
    s.known_on,
    p.month_start_on,
    p.posts_funded,
    p.posts_filled
from stg_states as s
inner join stg_qa_staffing as p
    on p.known_from <= s.known_on and s.known_on < p.known_to
