-- Which rows a reader of some divisions sees, on PostgreSQL. The setting sfo.divisions, made for one transaction, is a
-- JSON list of divisions or null for all; where it is not set, no row is seen. The tables' owner sees every row.
-- What does not look at the row stands in a subquery: it is then run once and hashed, not once for each row.
drop policy if exists of_divisions on raw_reviews;
create policy of_divisions on raw_reviews for select using (
    (select current_setting('sfo.divisions', true) = 'null')
    or (
        provider_code in (
            select p.provider_code from raw_providers as p
            where p.division in (
                select jsonb_array_elements_text(
                    cast(nullif(nullif(current_setting('sfo.divisions', true), ''), 'null') as jsonb)
                )
            )
        )
        and exists (
            select 1 from raw_providers as p
            where
                p.provider_code = raw_reviews.provider_code
                and p.valid_from_on <= raw_reviews.notified_on
                and raw_reviews.notified_on < coalesce(p.valid_to_on, cast('9999-12-31' as date))
                and p.division in (
                    select jsonb_array_elements_text(
                        cast(nullif(nullif(current_setting('sfo.divisions', true), ''), 'null') as jsonb)
                    )
                )
        )
    )
);

drop policy if exists of_divisions on raw_caseload;
create policy of_divisions on raw_caseload for select using (
    (select current_setting('sfo.divisions', true) = 'null')
    or (
        provider_code in (
            select p.provider_code from raw_providers as p
            where p.division in (
                select jsonb_array_elements_text(
                    cast(nullif(nullif(current_setting('sfo.divisions', true), ''), 'null') as jsonb)
                )
            )
        )
        and exists (
            select 1 from raw_providers as p
            where
                p.provider_code = raw_caseload.provider_code
                and p.valid_from_on <= raw_caseload.quarter_end_on
                and raw_caseload.quarter_end_on < coalesce(p.valid_to_on, cast('9999-12-31' as date))
                and p.division in (
                    select jsonb_array_elements_text(
                        cast(nullif(nullif(current_setting('sfo.divisions', true), ''), 'null') as jsonb)
                    )
                )
        )
    )
);

-- An action is its owner's; the division of the review it came from sees it in the case's timeline.
drop policy if exists of_divisions on raw_actions;
create policy of_divisions on raw_actions for select using (
    (select current_setting('sfo.divisions', true) = 'null')
    or (
        owner_code in (
            select p.provider_code from raw_providers as p
            where p.division in (
                select jsonb_array_elements_text(
                    cast(nullif(nullif(current_setting('sfo.divisions', true), ''), 'null') as jsonb)
                )
            )
        )
        and exists (
            select 1 from raw_providers as p
            where
                p.provider_code = raw_actions.owner_code
                and p.valid_from_on <= raw_actions.raised_on
                and raw_actions.raised_on < coalesce(p.valid_to_on, cast('9999-12-31' as date))
                and p.division in (
                    select jsonb_array_elements_text(
                        cast(nullif(nullif(current_setting('sfo.divisions', true), ''), 'null') as jsonb)
                    )
                )
        )
    )
    or review_id in (select parent.review_id from raw_reviews as parent)
);

drop policy if exists of_divisions on raw_qa_rounds;
create policy of_divisions on raw_qa_rounds for select using (
    (select current_setting('sfo.divisions', true) = 'null')
    or review_id in (select parent.review_id from raw_reviews as parent)
);

drop policy if exists of_divisions on raw_findings;
create policy of_divisions on raw_findings for select using (
    (select current_setting('sfo.divisions', true) = 'null')
    or review_id in (select parent.review_id from raw_reviews as parent)
);

drop policy if exists of_divisions on raw_agency_involvement;
create policy of_divisions on raw_agency_involvement for select using (
    (select current_setting('sfo.divisions', true) = 'null')
    or review_id in (select parent.review_id from raw_reviews as parent)
);

drop policy if exists of_divisions on raw_practitioner_involvement;
create policy of_divisions on raw_practitioner_involvement for select using (
    (select current_setting('sfo.divisions', true) = 'null')
    or review_id in (select parent.review_id from raw_reviews as parent)
);

drop policy if exists of_divisions on raw_victim_contacts;
create policy of_divisions on raw_victim_contacts for select using (
    (select current_setting('sfo.divisions', true) = 'null')
    or review_id in (select parent.review_id from raw_reviews as parent)
);

drop policy if exists of_divisions on raw_independent_qa;
create policy of_divisions on raw_independent_qa for select using (
    (select current_setting('sfo.divisions', true) = 'null')
    or review_id in (select parent.review_id from raw_reviews as parent)
);

drop policy if exists of_divisions on raw_finding_codes;
create policy of_divisions on raw_finding_codes for select using (
    (select current_setting('sfo.divisions', true) = 'null')
    or finding_id in (select parent.finding_id from raw_findings as parent)
);

-- Rows that could not be read belong to no division that could be relied on.
drop policy if exists of_divisions on quarantine;
create policy of_divisions on quarantine for select using (
    (select current_setting('sfo.divisions', true) = 'null')
);

alter table raw_reviews enable row level security;
alter table raw_caseload enable row level security;
alter table raw_actions enable row level security;
alter table raw_qa_rounds enable row level security;
alter table raw_findings enable row level security;
alter table raw_agency_involvement enable row level security;
alter table raw_practitioner_involvement enable row level security;
alter table raw_victim_contacts enable row level security;
alter table raw_independent_qa enable row level security;
alter table raw_finding_codes enable row level security;
alter table quarantine enable row level security;
