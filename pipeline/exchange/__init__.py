"""Other programs' files -> the project, and the project -> other programs' files."""

from pipeline.exchange.mo import compile_mo

__all__ = ["compile_mo"]
