"""Training: the loop, steps, players, progress."""
