"""Many runs by one command: which and in what order (``plan``), each in a process of its own (``worker``), side by side
(``crew``), in one live table (``board``)."""
