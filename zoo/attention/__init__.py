"""Attention, step by step: pure functions, no weights."""
