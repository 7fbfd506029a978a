"""Agent-based model of how government, market, society, community and households overcome poverty together."""

__version__ = "0.1.0"
