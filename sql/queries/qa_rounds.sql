-- Which rounds of quality assurance, received and finished when?
select
    known_on,
    review_id,
    round_number,
    received_on,
    allocated_on,
    completed_on,
    outcome,
    rating_overall,
    rating_analysis,
    rating_judgements,
    rating_learning,
    rating_victims
from qa_rounds
