"""The small line of a headline: from 0 up, with gaps, and nothing of fewer than two points."""

from urllib.parse import unquote

from pages.charts.sparkline import sparkline


def test_a_line_runs_from_nought_to_its_highest_with_gaps():
    drawn = unquote(sparkline([0, 4, None, 2, 4]))
    # 200 by 28 with an edge of 3: 48.5 across for each step, 22 up for the highest.
    assert 'd="M3.0 25.0L51.5 3.0M148.5 14.0L197.0 3.0"' in drawn and 'cx="197.0" cy="3.0"' in drawn


def test_fewer_than_two_points_are_no_line():
    assert sparkline([]) == sparkline([None, 3.0]) == ""


def test_nothing_but_noughts_is_a_level_line():
    assert 'd="M3.0 25.0L197.0 25.0"' in unquote(sparkline([0, 0]))
