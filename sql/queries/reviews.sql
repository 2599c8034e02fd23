-- Which reviews, with everything that is counted about them?
select *
from reviews
