"""What programs get beside the endpoints of the tabs: a list of the models, samples of any of them, and tools (MCP)."""
