"""The engine's version and the version of each file format it writes."""

ENGINE = "0.1.0"
PROTOCOL = 1
MODEL_FORMAT = 1
CACHE_FORMAT = 1
