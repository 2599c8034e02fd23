-- From which day on a delivery says that it holds each feed.
-- From 44beb55311e1f53cba5033adbc071d6fda8635c17951aeea7e2fbeaf0daefde4
-- From 6a5e567efff03c65ae49d738bf4b89be5f930ef237daea606e1238451bf0c354
create table declared_first_days (
    load_id integer,
    feed varchar,
    first_on date
);
