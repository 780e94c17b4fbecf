"""The checkpoints of the RBM tab."""

from tabs.shared.family import Family

FAMILY = Family("rbm")
