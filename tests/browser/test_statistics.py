"""The statistics on the pages, as a reader meets them in a real browser."""

from playwright.sync_api import expect

from tests.browser.conftest import Reader, menu_of


def choose(reader: Reader, label: str, option: str) -> None:
    reader.page.get_by_role("combobox", name=label).first.click()
    with reader.rerun():
        reader.page.get_by_role("option", name=option, exact=True).click()


def test_why_these_words_shows_each_statements_rule_and_numbers(reader: Reader):
    reader.open("")
    assert "SFO notifications and reviews: no evidence of change" in reader.page.inner_text("body")
    reader.page.get_by_text("Why these words").click()
    table = reader.page.get_by_role("region", name="Each statement, its rule and the numbers the rule saw")
    row = table.get_by_role("row").filter(has_text="SFO notifications and reviews").inner_text()
    assert "497" in row and "462" in row


def test_a_narrowed_page_charts_rare_events_by_the_days_between(reader: Reader):
    reader.open("offences?period=cy-2018&division=wales")
    panel = reader.page.locator(".st-key-panel_murder_or_manslaughter_by_month")
    assert "Days since the one before" in panel.inner_text()
    assert "New form of review" in menu_of(reader, "murder_or_manslaughter_by_month").locator("table").last.inner_text()


def test_counting_those_still_waiting_makes_the_turnaround_longer(reader: Reader):
    reader.open("qa_turnaround")
    assert "164 working days, 7.8 months, those still waiting counted" in reader.page.inner_text("body")
    others = reader.page.get_by_role("region", name="What other ways of counting say")
    assert "114" in others.get_by_role("row").filter(has_text="middle value").last.inner_text()


def test_another_measure_is_compared_on_the_same_funnel(reader: Reader):
    reader.open("providers?period=cy-2019")
    choose(reader, "Measure", "QA within target")
    with reader.rerun():
        reader.page.get_by_text("CRC areas").click()
    panel = reader.page.locator(".st-key-panel_funnel")
    assert panel.locator("h2").inner_text().startswith("CRC areas, QA within target: no evidence that any differs")
    assert "would lie outside by chance alone" in menu_of(reader, "funnel").inner_text()
    reader.page.keyboard.press("Escape")
    panel.locator(".scatterlayer .point").first.click(force=True)
    reader.page.get_by_text("; provider:").first.wait_for()


def test_a_switch_of_definition_is_shown_beside_the_default(reader: Reader):
    reader.open("definitions?period=cy-2018")
    table = reader.page.get_by_role("region", name="Findings as chosen, beside the default")
    assert "differs" not in table.inner_text()
    with reader.rerun():
        reader.page.get_by_role("radio", name="At its highest in the sentence").click()
    assert "differs" in table.inner_text()


def test_a_typed_number_moves_the_slider_and_the_forecast(reader: Reader):
    reader.open("road_back")
    answer = reader.page.get_by_text("Your scenario: half of the reviews are")
    before = answer.inner_text()
    posts = reader.page.get_by_role("spinbutton", name="Posts filled: type a number")
    posts.fill("12")
    posts.press("Enter")
    expect(reader.page.get_by_role("slider", name="Posts filled")).to_have_value("12", timeout=30_000)
    expect(answer).not_to_have_text(before, timeout=60_000)


def test_past_forecasts_are_scored_where_the_store_reaches_back(reader: Reader):
    reader.open("road_back")
    reader.page.get_by_text("How past forecasts did").click()
    reader.page.get_by_text("held what came, where 80% should").wait_for(timeout=60_000)
    assert reader.complaints == []
