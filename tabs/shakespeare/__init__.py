"""The Shakespeare tab; ``tab.py`` lays it out."""
