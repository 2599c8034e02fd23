"""What a picker matches: letters with and without accents."""

from pages.frame.filter_bar import searchable


def test_a_name_with_accents_is_found_without_them():
    assert searchable("Dŵr Cymru") == "Dŵr Cymru (Dwr Cymru)"
    assert searchable("Kent – Surrey and Sussex") == "Kent – Surrey and Sussex"
