-- One row per version of an independent rating.
select
    review_id,
    assessed_on,
    known_from,
    known_to,
    coalesce(rating_overall, 'Not recorded') as rating_overall,
    coalesce(rating_analysis, 'Not recorded') as rating_analysis,
    coalesce(rating_judgements, 'Not recorded') as rating_judgements,
    coalesce(rating_learning, 'Not recorded') as rating_learning,
    coalesce(rating_victims, 'Not recorded') as rating_victims
from raw_independent_qa
