"""A chart as the page drew it, made into one drawing that stands alone: no script, no styles, always the same bytes."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence

NAMESPACE = "http://www.w3.org/2000/svg"
ELEMENTS = {"svg", "g", "defs", "clipPath", "path", "rect", "circle", "line", "text", "tspan"}
# Presentation attributes of SVG, where they stand as attributes or inside `style`.
LOOKS = {
    "clip-path", "dominant-baseline", "fill", "fill-opacity", "fill-rule", "font-family", "font-size", "font-style",
    "font-weight", "opacity", "shape-rendering", "stroke", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
    "stroke-miterlimit", "stroke-opacity", "stroke-width", "text-anchor", "visibility",
}  # fmt: skip
ATTRIBUTES = LOOKS | {
    "cx", "cy", "d", "dx", "dy", "height", "id", "r", "rx", "ry", "transform", "viewBox", "width", "x", "x1", "x2", "y",
    "y1", "y2",
}  # fmt: skip
# For the pointer, or without effect on a drawing: strokes are to shrink with it, and its ground is the page.
DROPPED = {"background", "class", "cursor", "pointer-events", "style", "vector-effect", "white-space"}
PLAIN = {"auto", "none", "normal"}
POINTER = {
    "draglayer", "dragcover", "hoverlayer", "legendtoggle", "menulayer", "scrollbar", "selectionlayer", "zoomlayer",
}  # fmt: skip
REFERENCE = re.compile(r"url\([\"']?#([^\"')]+)[\"']?\)")
ID = re.compile(r"[\w-]{1,100}")


class NotPrintable(ValueError):
    """What is to be printed is not as it should be, and how."""


class UnsafeDrawing(NotPrintable):
    """A drawing that holds something else than shapes and text; the message says what."""


def standalone(layers: Sequence[str], name: str) -> str:
    """Plotly's layers (SVG as text, the lowest first) as one SVG. Identifiers begin with `name` and are numbered.

    Raises UnsafeDrawing.
    """
    parsed = [_parsed(layer) for layer in layers]
    if not parsed:
        raise UnsafeDrawing("There is no layer to draw.")
    size = {side: parsed[0].get(side, "") for side in ("width", "height")}
    whole = ET.Element("svg", {"xmlns": NAMESPACE, **size, "viewBox": f"0 0 {size['width']} {size['height']}"})
    for layer in parsed:
        _strip(layer)
        part = ET.SubElement(whole, "g")
        part.extend(layer)
    _rename(whole, name)
    _check(whole)
    return ET.tostring(whole, encoding="unicode")


def described(drawing: str, alt: str) -> str:
    """The drawing for use inside an HTML page: an image with its text alternative, as wide as its place.

    Raises UnsafeDrawing: what is not known to be harmless is refused.
    """
    whole = _checked(drawing)
    whole.attrib = {"role": "img", "aria-label": alt, "viewBox": whole.get("viewBox", "")}
    return ET.tostring(whole, encoding="unicode")


def checked(drawing: str) -> str:
    """The drawing as a file of its own. Raises UnsafeDrawing: what is not known to be harmless is refused."""
    whole = _checked(drawing)
    whole.set("xmlns", NAMESPACE)
    return ET.tostring(whole, encoding="unicode")


def _checked(drawing: str) -> ET.Element:
    whole = _parsed(drawing)
    for element in whole.iter():
        element.tag = _local(element.tag)
    _check(whole)
    return whole


def _parsed(text: str) -> ET.Element:
    # No document type, and so no entities; no comments or instructions either.
    if "<!" in text or "<?" in text:
        raise UnsafeDrawing("A drawing has a document type, a comment or an instruction.")
    try:
        found = ET.fromstring(text)  # noqa: S314 - it has no document type, so no entities
    except ET.ParseError as error:
        raise UnsafeDrawing(f"A drawing cannot be read as XML: {error}.") from error
    if found.tag != f"{{{NAMESPACE}}}svg":
        raise UnsafeDrawing(f"“{found.tag[:60]}” is not an SVG.")
    return found


def _local(tag: str) -> str:
    """ "path" for the SVG element of that name; another namespace stays in sight."""
    return tag.removeprefix(f"{{{NAMESPACE}}}")


def _strip(element: ET.Element) -> None:
    """Takes out what answers the pointer, what is hidden and what is empty; writes styles as attributes."""
    element.tag = _local(element.tag)
    element.attrib = dict(_looks(element))
    for child in list(element):
        if POINTER & set(child.get("class", "").split()) or "display: none" in child.get("style", ""):
            element.remove(child)
            continue
        _strip(child)
        if (child.tag in ("g", "defs") and not len(child)) or (child.tag == "path" and not child.get("d")):
            element.remove(child)


def _looks(element: ET.Element) -> Iterator[tuple[str, str]]:
    for name, value in element.attrib.items():
        if name not in DROPPED and not name.startswith("data-") and value:
            yield name, value
    for declaration in filter(str.strip, element.get("style", "").split(";")):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name in LOOKS:
            yield name, value
        elif name not in DROPPED and value not in PLAIN:
            raise UnsafeDrawing(f"The style “{name}: {value[:40]}” is not known.")


def _rename(whole: ET.Element, name: str) -> None:
    """Identifiers that something refers to are numbered in their order; the others go."""
    used = {found for each in whole.iter() for value in each.attrib.values() for found in REFERENCE.findall(value)}
    numbered: dict[str, str] = {}
    for element in whole.iter():
        if (found := element.attrib.pop("id", None)) in used:
            numbered[str(found)] = element.attrib["id"] = f"{name}-{len(numbered) + 1}"
    for element in whole.iter():
        for key, value in element.attrib.items():
            element.attrib[key] = REFERENCE.sub(lambda found: f"url(#{numbered.get(found[1], '')})", value)


def _check(whole: ET.Element) -> None:
    """Only shapes and text, and references to what is in the drawing itself. Raises UnsafeDrawing."""
    ids = {element.get("id") for element in whole.iter()}
    for element in whole.iter():
        if element.tag not in ELEMENTS:
            raise UnsafeDrawing(f"A drawing holds the element “{str(element.tag)[:60]}”.")
        for name, value in element.attrib.items():
            if name not in ATTRIBUTES and not (element is whole and name == "xmlns"):
                raise UnsafeDrawing(f"A drawing's {element.tag} has the attribute “{name[:60]}”.")
            if name == "id" and not ID.fullmatch(value):
                raise UnsafeDrawing(f"A drawing has the identifier “{value[:60]}”.")
            # A backslash can hide what follows from a search, not from a browser.
            refers = "\\" in value or "url(" in value.lower()
            if refers and not ((found := REFERENCE.fullmatch(value)) and found[1] in ids):
                raise UnsafeDrawing(f"A drawing refers to “{value[:60]}”, which is not in it.")
