"""The checkpoints of the RBM tab."""

from tabs.shared.family import Family

FAMILY = Family(
    ("RBM", "DBN"),
    ("rbm-500", "rbm", "rbm-pcd", "dbn", "dbn-finetuned", "dbn-tied", "dbn-500-2000", "rbm-25", "rbm-400", "rbm-cd10",
     "rbm-real", "rbm-lr-001", "rbm-lr-1"),
)  # fmt: skip  # the order in which a newcomer should meet them
