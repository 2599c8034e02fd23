"""The colours of what is printed without Plotly: those of `pages/charts`, which this floor may not import."""

# The Government Analysis Function's categorical palette, in its order; at most four at a time.
BLUE, TEAL, PLUM, ORANGE, GREY, LILAC = PALETTE = ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1")
TEXT, MUTED, RULE, WHITE = "#0b0c0c", "#505a5f", "#d8d8d8", "#ffffff"
# Colour and shape both tell; "no signal" stays grey.
MARKS = {
    "improvement": ("Signal: improvement", BLUE, "square"),
    "concern": ("Signal: concern", ORANGE, "diamond"),
    "neutral": ("Signal", PLUM, "triangle"),
}
# Ordered parts go from light to dark; what is not recorded is a pale grey.
SHADES = {"Low": "#B9D8F2", "Medium": "#6BACE6", "High": "#2073BC", "Very high": "#12436D", "Not recorded": RULE}
