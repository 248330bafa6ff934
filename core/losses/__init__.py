"""Losses on labelled pixels: tensors in, numbers out; a leaf."""
