"""What is measured rather than tested: run by hand, and in small by the tests."""
