"""The course: the exercises of the lab sheets as cards, answered from the checkpoints' figures."""
