-- Written by `python -m sfo_data schema` from sfo_data/schema.py and store_layout.py. Do not edit.

-- One row per qualifying offence. Every version, by known_from and known_to.
create table raw_offences (
    offence_code varchar,
    offence varchar,
    offence_group varchar,
    is_murder_or_manslaughter boolean,
    review_rule varchar,
    membership varchar,
    known_from date,
    known_to date,
    load_id integer
);

-- One row per provider and period in which its description held. Every version, by known_from and known_to.
create table raw_providers (
    provider_code varchar,
    valid_from_on date,
    valid_to_on date,
    provider varchar,
    provider_type varchar,
    division varchar,
    owner varchar,
    successor_region varchar,
    known_from date,
    known_to date,
    load_id integer
);

-- One row per theme of the coding frame. Every version, by known_from and known_to.
create table raw_themes (
    theme_code varchar,
    theme varchar,
    theme_group varchar,
    definition varchar,
    frame_version varchar,
    known_from date,
    known_to date,
    load_id integer
);

-- One row per kind of agency. Every version, by known_from and known_to.
create table raw_agencies (
    agency_code varchar,
    agency varchar,
    known_from date,
    known_to date,
    load_id integer
);

-- One row per Serious Further Offence notified to HMPPS, and the review that follows. Every version, by known_from and known_to.
create table raw_reviews (
    review_id varchar,
    person_id varchar,
    provider_code varchar,
    offence_code varchar,
    index_sentence varchar,
    index_sentence_on date,
    supervision_start_on date,
    supervision_end_on date,
    offence_on date,
    charged_on date,
    notified_on date,
    risk_at_start varchar,
    risk_at_offence varchar,
    risk_highest varchar,
    risk_assessed_on date,
    review_due_on date,
    extended_to_on date,
    withdrawn_on date,
    reasonable_steps varchar,
    explains_why boolean,
    page_count integer,
    other_procedure varchar,
    charge_outcome varchar,
    charge_outcome_on date,
    known_from date,
    known_to date,
    load_id integer
);

-- One row each time HMPPS received a review for quality assurance (QA). Every version, by known_from and known_to.
create table raw_qa_rounds (
    review_id varchar,
    round_number integer,
    received_on date,
    allocated_on date,
    completed_on date,
    outcome varchar,
    rating_overall varchar,
    rating_analysis varchar,
    rating_judgements varchar,
    rating_learning varchar,
    rating_victims varchar,
    known_from date,
    known_to date,
    load_id integer
);

-- One row per finding of a review. Every version, by known_from and known_to.
create table raw_findings (
    finding_id varchar,
    review_id varchar,
    practice_level varchar,
    finding_text varchar,
    known_from date,
    known_to date,
    load_id integer
);

-- One row per theme a coder gave a finding; a finding may carry several, or none yet. Every version, by known_from and known_to.
create table raw_finding_codes (
    finding_id varchar,
    coder_id varchar,
    theme_code varchar,
    coded_on date,
    known_from date,
    known_to date,
    load_id integer
);

-- One row per recommendation or action, from a single case to national. Every version, by known_from and known_to.
create table raw_actions (
    action_id varchar,
    review_id varchar,
    action_level varchar,
    owner_code varchar,
    action_text varchar,
    raised_on date,
    due_on date,
    completed_on date,
    evidence varchar,
    known_from date,
    known_to date,
    load_id integer
);

-- One row per agency that worked with the person, for each review. Every version, by known_from and known_to.
create table raw_agency_involvement (
    review_id varchar,
    agency_code varchar,
    took_part boolean,
    has_findings boolean,
    shared_on date,
    known_from date,
    known_to date,
    load_id integer
);

-- One row per practitioner whose work a review looked at. Every version, by known_from and known_to.
create table raw_practitioner_involvement (
    review_id varchar,
    practitioner_id varchar,
    practitioner_role varchar,
    interviewed_on date,
    report_seen_on date,
    could_question boolean,
    support_given boolean,
    known_from date,
    known_to date,
    load_id integer
);

-- One row per victim or bereaved family owed an offer of contact about a review. Every version, by known_from and known_to.
create table raw_victim_contacts (
    victim_contact_id varchar,
    review_id varchar,
    offered_on date,
    no_offer_reason varchar,
    taken_up boolean,
    vulnerability_considered boolean,
    disclosed_on date,
    senior_meeting_on date,
    found_readable boolean,
    known_from date,
    known_to date,
    load_id integer
);

-- One row per review that an independent body rated. Every version, by known_from and known_to.
create table raw_independent_qa (
    review_id varchar,
    assessed_on date,
    rating_overall varchar,
    rating_analysis varchar,
    rating_judgements varchar,
    rating_learning varchar,
    rating_victims varchar,
    known_from date,
    known_to date,
    load_id integer
);

-- People supervised at the end of a quarter, by provider and risk of serious harm. Every version, by known_from and known_to.
create table raw_caseload (
    quarter_end_on date,
    provider_code varchar,
    risk varchar,
    people integer,
    known_from date,
    known_to date,
    load_id integer
);

-- Posts in the HMPPS quality assurance team, by month. Every version, by known_from and known_to.
create table raw_qa_staffing (
    month_start_on date,
    posts_funded integer,
    posts_filled integer,
    known_from date,
    known_to date,
    load_id integer
);

-- One row per load that changed the store.
create table loads (
    load_id integer,
    known_on date,
    loaded_at timestamp,
    delivery varchar,
    delivery_hash varchar,
    is_synthetic boolean
);

-- One row per load and raw table. delivered = accepted + quarantined; accepted = opened + unchanged.
create table load_counts (
    load_id integer,
    table_name varchar,
    delivered integer,
    accepted integer,
    quarantined integer,
    opened integer,
    unchanged integer,
    closed integer
);

-- One row per delivered row that could not be used, with the first reason found.
create table quarantine (
    load_id integer,
    table_name varchar,
    line integer,
    column_name varchar,
    value varchar,
    reason varchar,
    row_text varchar
);

-- One row per day; working days of England and Wales.
create table calendar_days (
    day date,
    is_working_day boolean,
    working_day_number integer
);

-- One row per published figure, with its source and caveats.
create table published_figures (
    series varchar,
    period_start_on date,
    period_end_on date,
    measure varchar,
    population varchar,
    dimension varchar,
    category varchar,
    value double precision,
    unit varchar,
    status varchar,
    source varchar,
    source_address varchar,
    caveats varchar,
    conflict varchar,
    compare_measure varchar,
    compare_where varchar
);

-- One row per fact about the store itself.
create table store_facts (
    fact varchar,
    value varchar
);
