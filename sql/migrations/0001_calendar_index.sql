-- PostgreSQL would read the calendar once for each row joined to it.
-- From d28b0b5649f1191a308c8d108e75bafad2d4a30b368b422e52c09c3c9a59b835
-- From 55a72e741fccda3f243aed36afee5bdcd341405165b8d887802e96bcfbad7e56
create unique index calendar_day on calendar_days (day);
