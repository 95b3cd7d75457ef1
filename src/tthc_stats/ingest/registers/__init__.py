"""Registers of dossiers: their header, the role of every column, the form of its dates."""
