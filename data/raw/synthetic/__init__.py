"""How the bundled raw files are made: `python data/raw/make_synthetic.py` calls these modules."""
