"""The GAN tab; ``tab.py`` lays it out."""
