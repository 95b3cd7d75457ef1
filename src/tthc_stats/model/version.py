"""The version of the program, which what is recorded names."""

__version__ = "0.1.0"
