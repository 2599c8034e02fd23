"""The frame of the pages, without a page."""
