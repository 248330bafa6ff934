"""Similarity search: where a scene looks like given examples."""
