"""One recipe with several settings and seeds: which runs these are (``settings``), where they are done (``machines``,
``rays``, ``jobs``), and what came out (``results``)."""
