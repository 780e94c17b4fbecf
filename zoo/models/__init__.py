"""The models, one file each, and what they are built from."""
