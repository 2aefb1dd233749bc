"""Catalogues -> the files of other programs."""

from pipeline.exchange.mo import compile_mo

__all__ = ["compile_mo"]
