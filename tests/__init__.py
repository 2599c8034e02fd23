"""Tests, in folders by kind: docs/testing.md says which kind a new one belongs to."""
