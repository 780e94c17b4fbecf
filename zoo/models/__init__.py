"""The models, one file each, and their building blocks."""
