"""The days of the box: the newest state of knowledge and how many weekly deliveries the tests load."""

from datetime import date

NEWEST = date(2020, 5, 11)
WEEKS = 6
