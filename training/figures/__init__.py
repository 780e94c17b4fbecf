"""Figures of a checkpoint."""
