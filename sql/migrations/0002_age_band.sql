-- The age band of the person supervised; empty in every row known so far.
-- From 091c28a68f8cc0c4f15afe415593745382c4d2f2ed51cbdea706bf8223a6b086
-- From 0fe7a582a0c8d408db8894974ffa8a412477baa600eca24f8eefd4be7aac4aa9
-- From 40570216e50f75233f7c2e49194843fb12a11fda68f74008869aa2b3b4ac0a14
-- From 0106eea1ab2b2f2b051254f28efef4af577b95e3f3502eaed5d8a1e4259db7ac
alter table raw_reviews add column age_band varchar;
