"""Which colour means what? One palette for pages and packs, and the edges and letters that keep it readable."""

# The Government Analysis Function's categorical palette, in its order; at most four at a time.
BLUE, TEAL, PLUM, ORANGE, GREY, LILAC = PALETTE = ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1")
MID_BLUE, PALE_BLUE, PALEST_BLUE = "#2073BC", "#6BACE6", "#B9D8F2"
TEXT, MUTED, RULE, WHITE = "#0b0c0c", "#505a5f", "#d8d8d8", "#ffffff"
# The fill of what is not recorded: none, inside an edge.
UNKNOWN = WHITE
# Ordered parts go from light to dark.
SHADES = {
    "Low": PALEST_BLUE, "Medium": PALE_BLUE, "High": MID_BLUE, "Very high": BLUE, "Not recorded": UNKNOWN,
    "Low or medium": PALE_BLUE, "Higher or not recorded": MID_BLUE,
    "Outstanding": BLUE, "Good": MID_BLUE, "Requires improvement": PALE_BLUE, "Inadequate": PALEST_BLUE,
}  # fmt: skip
# Meaning of a point -> its name, colour and shape: colour and shape both tell, "no signal" stays grey.
MARKS = {
    "no signal": ("No signal", GREY, "circle"),
    "improvement": ("Signal: improvement", BLUE, "square"),
    "concern": ("Signal: concern", ORANGE, "diamond"),
    "neutral": ("Signal", PLUM, "triangle-up"),
}
# Fills with a contrast of under 3 to 1 on paper -> the edge that has more.
OUTLINED = {PALE_BLUE: BLUE, PALEST_BLUE: BLUE, UNKNOWN: MUTED}
# Grounds on which white can be read; on all others dark text can.
DARK = (BLUE, PLUM, GREY, MID_BLUE)


def edge(fill: str, otherwise: str = "") -> str:
    """The colour of a shape's edge: one that stands out where the fill does not, or else `otherwise` or the fill."""
    return OUTLINED.get(fill) or otherwise or fill


def on(fill: str) -> str:
    """The colour of text on a fill."""
    return WHITE if fill in DARK else TEXT
