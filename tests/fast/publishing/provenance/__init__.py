"""Tests of signed screenshots, packs and printed codes."""
