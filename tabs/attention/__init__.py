"""The Attention tab; ``tab.py`` lays it out."""
