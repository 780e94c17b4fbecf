"""The VAE tab; ``tab.py`` lays it out."""
