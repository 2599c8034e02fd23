"""What goes over the wire after a click."""

from tests.browser.conftest import Reader


def test_what_a_click_leaves_as_it_was_is_not_sent_again(reader: Reader):
    received: list[bytes] = []
    reader.page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(bytes(frame))))
    reader.open("")
    loaded = b"".join(received)
    ours = (b"window.picturesAreReady", b"window.readingIsEqual", b"@bottom-left")
    assert all(each in loaded for each in ours)
    received.clear()
    reader.page.get_by_role("combobox", name="Provider type").first.click()
    reader.page.get_by_role("option", name="NPS", exact=True).click()
    reader.page.get_by_text("provider type: NPS").first.wait_for()
    clicked = b"".join(reader.ready() and received)
    assert b"provider type: NPS" in clicked and [each for each in ours if each in clicked] == []
