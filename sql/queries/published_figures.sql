-- What has been published, by whom, with which caveats?
select
    series,
    period_start_on,
    period_end_on,
    measure,
    population,
    dimension,
    category,
    value,
    unit,
    status,
    source,
    source_address,
    caveats,
    conflict,
    compare_measure,
    compare_where
from published_figures
order by series, period_start_on, category
