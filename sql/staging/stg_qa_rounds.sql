-- One row per version of a round of quality assurance.
select
    review_id,
    round_number,
    received_on,
    allocated_on,
    completed_on,
    known_from,
    known_to,
    coalesce(outcome, 'Not recorded') as outcome,
    coalesce(rating_overall, 'Not recorded') as rating_overall,
    coalesce(rating_analysis, 'Not recorded') as rating_analysis,
    coalesce(rating_judgements, 'Not recorded') as rating_judgements,
    coalesce(rating_learning, 'Not recorded') as rating_learning,
    coalesce(rating_victims, 'Not recorded') as rating_victims
from raw_qa_rounds
