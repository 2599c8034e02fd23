-- Which reviews were rated independently, beside HMPPS's ratings?
select
    known_on,
    review_id,
    assessed_on,
    rating_overall,
    rating_analysis,
    rating_judgements,
    rating_learning,
    rating_victims,
    hmpps_overall,
    hmpps_analysis,
    hmpps_judgements,
    hmpps_learning,
    hmpps_victims
from independent_qa
