"""A chart keeps its place between runs, is drawn once, and its library is our own."""

from tests.browser.conftest import Reader
from tests.browser.test_statistics import choose

# Each chart's place, and how often it has been drawn since.
WATCH = """() => {
  window.placesBefore = [...document.querySelectorAll('[data-testid=stPlotlyChart]')];
  window.drawings = new Map(window.placesBefore.map(each => [each, 0]));
  window.placesBefore.forEach(each => each.firstChild.on(
    'plotly_afterplot', () => window.drawings.set(each, window.drawings.get(each) + 1)));
  return window.placesBefore.length;
}"""
STAYED = "window.placesBefore.filter(each => each.isConnected).length"
DRAWINGS = "[...window.drawings.values()]"


def test_a_choice_draws_each_chart_at_most_once_in_the_place_it_had(reader: Reader):
    reader.open("?period=cy-2018")
    count = reader.page.evaluate(WATCH)
    choose(reader, "Provider type", "NPS")
    assert reader.page.evaluate(STAYED) == count >= 6
    assert set(reader.page.evaluate(DRAWINGS)) <= {0, 1} and sum(reader.page.evaluate(DRAWINGS)) >= 4
    assert reader.complaints == []


def test_a_page_asks_for_one_library_from_our_own_address_and_not_for_streamlits(reader: Reader):
    reader.open("offences")
    assert len([url for url in reader.requests if f"{reader.address}/charts/plotly-" in url]) == 1
    assert not [url for url in reader.requests if "PlotlyChart" in url]


def test_a_chart_whose_library_does_not_come_says_where_its_numbers_are(reader: Reader):
    reader.page.route("**/charts/plotly-*", lambda route: route.abort())
    reader.page.goto(f"{reader.address}/offences")
    reader.page.get_by_text("The chart could not be loaded. Its numbers are in its table.").first.wait_for()
