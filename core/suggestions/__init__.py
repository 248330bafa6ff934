"""Where next? Places where a further label is expected to help most."""
