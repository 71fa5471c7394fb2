"""Deals and contacts from a file: CSV in any dress, or a workbook."""
