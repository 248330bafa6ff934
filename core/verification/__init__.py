"""Checks of labels against what the image shows."""
