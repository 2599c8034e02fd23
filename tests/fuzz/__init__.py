"""Coverage-guided fuzzing of what reads strangers' bytes; run by `make fuzz`, not by the tests."""
