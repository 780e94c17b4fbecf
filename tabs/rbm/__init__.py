"""The RBM tab; ``tab.py`` lays it out."""
