"""The data sets and their splits."""
