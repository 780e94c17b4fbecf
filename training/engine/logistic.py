"""The step of a bag of words: scikit-learn finds the weights in one go."""

from typing import Any

import torch
from torch import Tensor

from zoo.errors import ZooError
from zoo.models.reader import Batch
from zoo.models.reader_bag import BagReader

CHUNK = 2000
MOST_ROUNDS = 500


class LogisticStep:
    """Logistic regression on TF-IDF by scikit-learn, from the whole training split at the end of the first epoch."""

    def __init__(self, model: BagReader):
        self.model = model

    @torch.no_grad()
    def __call__(self, batch: Batch) -> dict[str, Tensor]:
        """The losses on a batch; nothing is learned from it alone."""
        return self.model.losses(batch)

    def quicken(self, batch_size: int) -> None:
        """It learns nothing batch by batch."""
        raise ZooError("A bag of words is found in one go, by scikit-learn; train this recipe without --compile.")

    def settle(self, train: Any) -> None:
        """Find the weights of each task."""
        for task, examples in train.examples.items():
            rows = [list(words) for words in examples.words]
            parts = [self.model.counts(task, rows[at : at + CHUNK]).cpu() for at in range(0, len(rows), CHUNK)]
            self._fit(task, parts, list(examples.labels))

    @torch.no_grad()
    def _fit(self, task: str, parts: list[Tensor], labels: list[int]) -> None:
        from scipy.sparse import csr_matrix, vstack
        from sklearn.feature_extraction.text import TfidfTransformer
        from sklearn.linear_model import LogisticRegression

        weighted = TfidfTransformer(sublinear_tf=True)
        features = weighted.fit_transform(vstack([csr_matrix(counts.numpy()) for counts in parts]))
        found = LogisticRegression(C=self.model.config.strength, max_iter=MOST_ROUNDS).fit(features, labels)
        network: Any = self.model.networks[task]
        network.idf.copy_(torch.from_numpy(weighted.idf_))
        rows = torch.from_numpy(found.classes_).long()
        network.head.bias.fill_(-1e4)  # of an answer that no training speech has
        network.head.bias[rows] = torch.from_numpy(found.intercept_).float()
        network.head.weight.zero_()
        network.head.weight[rows] = torch.from_numpy(found.coef_).float()

    def state_dict(self) -> dict:
        """It keeps nothing."""
        return {}

    def load_state_dict(self, state: dict) -> None:
        """It keeps nothing."""
