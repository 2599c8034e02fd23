-- One row per version of a contact owed to a victim or family.
select
    victim_contact_id,
    review_id,
    offered_on,
    taken_up,
    vulnerability_considered,
    disclosed_on,
    senior_meeting_on,
    found_readable,
    known_from,
    known_to,
    coalesce(no_offer_reason, 'Not recorded') as no_offer_reason
from raw_victim_contacts
