-- Which victims and families were owed an offer, and what followed?
select
    known_on,
    review_id,
    victim_contact_id,
    offered_on,
    no_offer_reason,
    taken_up,
    vulnerability_considered,
    disclosed_on,
    senior_meeting_on,
    found_readable
from victim_contacts
