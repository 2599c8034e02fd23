"""Tests of the synthetic extract."""
