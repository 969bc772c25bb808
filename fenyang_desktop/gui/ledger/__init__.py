"""项目台账: the list in which the office works."""
