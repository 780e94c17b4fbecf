"""The app's tabs: each module has plain handler functions and ``build()``."""
