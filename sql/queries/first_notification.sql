-- When was the first Serious Further Offence in the store notified?
select min(notified_on) as notified_on
from stg_reviews
