"""The project's measurements, one module a table; see ``python -m bench --help``."""
