"""Granska: from read case files to a published statistical report."""

__version__ = "0.1.0"
