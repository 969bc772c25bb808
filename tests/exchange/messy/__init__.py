"""Workbooks as departments send them, each with what a careful official would read in it."""
