"""Common code of all tabs."""
