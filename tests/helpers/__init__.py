"""Plain functions and classes that tests of several folders use."""
