-- Which load closed a version, so that a load can be taken back; and the loads that were.
-- From 85ed7de51b03472d44378a6e1b07f419b23b32cb0029c222ed8ee60035378a02
-- From f8f7d8141ea103f6179164a970cb41ed9d7597644142b0801d8eda10ef8650b7
-- Where two loads are of one day, nobody can say afterwards which of them closed a version: it stays empty.
alter table raw_offences add column closed_by integer;
update raw_offences set
    closed_by = (
        select max(l.load_id) from loads as l
        where l.known_on = raw_offences.known_to
        having count(*) = 1
    )
where known_to < date '9999-12-31';
alter table raw_providers add column closed_by integer;
update raw_providers set
    closed_by = (
        select max(l.load_id) from loads as l
        where l.known_on = raw_providers.known_to
        having count(*) = 1
    )
where known_to < date '9999-12-31';
alter table raw_themes add column closed_by integer;
update raw_themes set
    closed_by = (
        select max(l.load_id) from loads as l
        where l.known_on = raw_themes.known_to
        having count(*) = 1
    )
where known_to < date '9999-12-31';
alter table raw_agencies add column closed_by integer;
update raw_agencies set
    closed_by = (
        select max(l.load_id) from loads as l
        where l.known_on = raw_agencies.known_to
        having count(*) = 1
    )
where known_to < date '9999-12-31';
alter table raw_reviews add column closed_by integer;
update raw_reviews set
    closed_by = (
        select max(l.load_id) from loads as l
        where l.known_on = raw_reviews.known_to
        having count(*) = 1
    )
where known_to < date '9999-12-31';
alter table raw_qa_rounds add column closed_by integer;
update raw_qa_rounds set
    closed_by = (
        select max(l.load_id) from loads as l
        where l.known_on = raw_qa_rounds.known_to
        having count(*) = 1
    )
where known_to < date '9999-12-31';
alter table raw_findings add column closed_by integer;
update raw_findings set
    closed_by = (
        select max(l.load_id) from loads as l
        where l.known_on = raw_findings.known_to
        having count(*) = 1
    )
where known_to < date '9999-12-31';
alter table raw_finding_codes add column closed_by integer;
update raw_finding_codes set
    closed_by = (
        select max(l.load_id) from loads as l
        where l.known_on = raw_finding_codes.known_to
        having count(*) = 1
    )
where known_to < date '9999-12-31';
alter table raw_actions add column closed_by integer;
update raw_actions set
    closed_by = (
        select max(l.load_id) from loads as l
        where l.known_on = raw_actions.known_to
        having count(*) = 1
    )
where known_to < date '9999-12-31';
alter table raw_agency_involvement add column closed_by integer;
update raw_agency_involvement set
    closed_by = (
        select max(l.load_id) from loads as l
        where l.known_on = raw_agency_involvement.known_to
        having count(*) = 1
    )
where known_to < date '9999-12-31';
alter table raw_practitioner_involvement add column closed_by integer;
update raw_practitioner_involvement set
    closed_by = (
        select max(l.load_id) from loads as l
        where l.known_on = raw_practitioner_involvement.known_to
        having count(*) = 1
    )
where known_to < date '9999-12-31';
alter table raw_victim_contacts add column closed_by integer;
update raw_victim_contacts set
    closed_by = (
        select max(l.load_id) from loads as l
        where l.known_on = raw_victim_contacts.known_to
        having count(*) = 1
    )
where known_to < date '9999-12-31';
alter table raw_independent_qa add column closed_by integer;
update raw_independent_qa set
    closed_by = (
        select max(l.load_id) from loads as l
        where l.known_on = raw_independent_qa.known_to
        having count(*) = 1
    )
where known_to < date '9999-12-31';
alter table raw_caseload add column closed_by integer;
update raw_caseload set
    closed_by = (
        select max(l.load_id) from loads as l
        where l.known_on = raw_caseload.known_to
        having count(*) = 1
    )
where known_to < date '9999-12-31';
alter table raw_qa_staffing add column closed_by integer;
update raw_qa_staffing set
    closed_by = (
        select max(l.load_id) from loads as l
        where l.known_on = raw_qa_staffing.known_to
        having count(*) = 1
    )
where known_to < date '9999-12-31';
create table withdrawals (
    load_id integer,
    known_on date,
    loaded_at timestamp,
    delivery varchar,
    delivery_hash varchar,
    is_synthetic boolean,
    withdrawn_at timestamp,
    restored_at timestamp
);
