"""Packs and their pictures, made by a real Chromium and a real server."""
