"""How fast the project is, as ratios against doing the same by hand in the same run."""
