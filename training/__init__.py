"""The training pipeline: data, fit, measure, draw, write the card, push. Knows nothing of the app."""
