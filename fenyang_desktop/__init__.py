"""汾阳项目台账: a desktop manager for the project portfolio of a Government Work Report."""
