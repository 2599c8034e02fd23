"""Drawings of charts: what stays, what goes, what is refused."""

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfo_data.publishing.packs.chart_svg import UnsafeDrawing, checked, described, standalone

OPENING = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="640.5" height="244">'
)


def plotly(uid: str) -> list[str]:
    """Two layers as Plotly writes them, with its random identifier."""
    return [
        f'{OPENING}<defs id="defs-{uid}"><g class="clips"><clipPath id="clip{uid}xyplot" class="plotclip">'
        '<rect width="576" height="167"/></clipPath></g></defs><g class="draglayer cursor-crosshair"><rect '
        'class="nsewdrag" data-subplot="x" width="576" height="167" style="pointer-events: all;"/></g>'
        f'<g class="plot" clip-path="url(&quot;#clip{uid}xyplot&quot;)"><g class="trace trace{uid}"><path '
        'class="js-line" d="M1,2H3" style="vector-effect: non-scaling-stroke; fill: none; stroke: rgb(80, 90, 95); '
        'stroke-width: 1px;"/></g></g></svg>',
        f'{OPENING}<g class="infolayer"><g class="legend" pointer-events="all"><text class="legendtext" x="40" '
        'data-unformatted="Below 5 &lt;b&gt;" style="font-family: Arial, &quot;Liberation Sans&quot;, sans-serif; '
        'font-size: 14px; white-space: pre;">Below 5 &lt;b&gt; &amp; more</text><rect class="legendtoggle" width="9" '
        'height="9" style="cursor: pointer;"/><text style="display: none;">987654</text></g></g>'
        '<g class="hoverlayer"/></svg>',
    ]


def test_plotlys_layers_become_one_drawing_of_the_same_size():
    found = ET.fromstring(standalone(plotly("a1b2c3"), "chart1"))
    assert found.get("viewBox") == "0 0 640.5 244"
    assert [each.tag.split("}")[1] for each in found] == ["g", "g"]


def test_random_identifiers_become_the_same_bytes():
    assert standalone(plotly("a1b2c3"), "chart1") == standalone(plotly("f9e8d7"), "chart1")


def test_references_still_lead_to_their_clip_and_begin_with_the_name():
    made = standalone(plotly("a1b2c3"), "chart7")
    assert 'clip-path="url(#chart7-1)"' in made
    assert re.findall(r'id="([^"]*)"', made) == ["chart7-1"]


def test_text_is_text_and_its_look_an_attribute():
    made = standalone(plotly("a1b2c3"), "chart1")
    text = next(each for each in ET.fromstring(made).iter() if each.tag.endswith("text"))
    assert text.text == "Below 5 <b> & more"
    assert text.get("font-size") == "14px"
    assert "style=" not in made


def test_what_answers_the_pointer_and_what_is_hidden_is_gone():
    made = standalone(plotly("a1b2c3"), "chart1")
    for gone in ("drag", "toggle", "hover", "pointer", "cursor", "class", "data-", "vector-effect", "987654"):
        assert gone not in made


def test_the_drawing_of_a_page_is_an_image_with_its_alternative_as_wide_as_its_place():
    whole = ET.fromstring(described(standalone(plotly("a1b2c3"), "chart1"), 'Up "27%" <script>'))
    assert whole.attrib == {"role": "img", "aria-label": 'Up "27%" <script>', "viewBox": "0 0 640.5 244"}


REFUSED = {
    "script": "<script>alert(1)</script>",
    "foreignObject": '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
    "image": '<image xlink:href="https://example.org/x.png"/>',
    "use": '<use xlink:href="#x"/>',
    "link": '<a href="https://example.org"><text>x</text></a>',
    "style element": "<style>text {fill: red}</style>",
    "animation": '<set attributeName="x" to="1"/>',
    "handler": '<rect onload="alert(1)"/>',
    "href": '<path d="M0,0" href="#x"/>',
    "reference outside": '<rect fill="url(https://example.org/x.svg#y)"/>',
    "reference to nothing": '<rect clip-path="url(#nowhere)"/>',
    "hidden reference": '<rect fill="URL( #x )"/>',
    "escaped reference": r'<rect fill="u\72l(https://example.org/x.svg#y)"/>',
    "odd identifier": '<clipPath id="x y"/>',
    "comment": "<!-- x -->",
    "instruction": "<?xml-stylesheet href='x'?>",
    "another namespace": '<path xmlns="http://www.w3.org/1999/xhtml"/>',
}


@pytest.mark.parametrize("inside", REFUSED.values(), ids=REFUSED)
def test_anything_else_than_shapes_and_text_is_refused(inside):
    drawing = f"{OPENING}<g>{inside}</g></svg>"
    for use in (checked, lambda text: described(text, "x")):
        with pytest.raises(UnsafeDrawing):
            use(drawing)


@pytest.mark.parametrize("inside", [REFUSED[name] for name in ("script", "foreignObject", "image", "handler")])
def test_a_layer_that_holds_it_makes_no_drawing(inside):
    with pytest.raises(UnsafeDrawing):
        standalone([f"{OPENING}<g>{inside}</g></svg>"], "chart1")


def test_a_document_type_is_refused_before_it_is_read():
    with pytest.raises(UnsafeDrawing, match="document type"):
        checked(f'<!DOCTYPE svg [<!ENTITY a "b">]>{OPENING}<text>&a;</text></svg>')


def test_what_is_no_svg_or_no_xml_is_refused():
    for text, said in (("<html/>", "html"), ("<svg", "cannot be read"), ("", "cannot be read")):
        with pytest.raises(UnsafeDrawing, match=said):
            checked(text)


def test_an_unknown_look_is_refused_rather_than_left_out():
    with pytest.raises(UnsafeDrawing, match="filter: blur"):
        standalone([f'{OPENING}<rect style="filter: blur(4px);"/></svg>'], "chart1")


def test_no_layer_is_no_drawing():
    with pytest.raises(UnsafeDrawing):
        standalone([], "chart1")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=60))
def test_any_text_comes_out_as_it_went_in(text):
    layer = ET.fromstring(f"{OPENING}<text>x</text></svg>")
    layer[0].text = text
    made = standalone([ET.tostring(layer, encoding="unicode")], "chart1")
    assert "".join(ET.fromstring(described(checked(made), text)).itertext()) == text
