"""How a model is trained: the loop, steps, players, progress."""
