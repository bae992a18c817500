"""Make the raw files of the bundled reviews: `python data/raw/make_synthetic.py`.

Every case of `forhandsbedomningar-2024`, `oppenvard-2025`, `utredningar-2022` and `buss-2007` is invented, and as messy
as files that people fill in; `README.md` beside this script says which file holds which mess. `berkeley-1973` is real
and public: its printed counts are written out. The same script gives the same bytes each time.
"""

import argparse
from pathlib import Path

from synthetic import berkeley, buss, forhandsbedomningar, oppenvard, utredningar

MAKERS = {
    "berkeley-1973": berkeley.write,
    "buss-2007": buss.write,
    "forhandsbedomningar-2024": forhandsbedomningar.write,
    "oppenvard-2025": oppenvard.write,
    "utredningar-2022": utredningar.write,
}


def main() -> None:
    """Write the files of all bundled reviews."""
    parser = argparse.ArgumentParser(description="Make the raw files of the bundled reviews.")
    parser.add_argument(
        "--output",
        type=Path,
        default=Path(__file__).parent,
        help="the folder to write into, one folder a review (default: where this script lies)",
    )
    output = parser.parse_args().output
    for review, write in MAKERS.items():
        folder = output / review
        folder.mkdir(parents=True, exist_ok=True)
        write(folder)
        print(f"{review}: {', '.join(sorted(path.name for path in folder.iterdir() if path.suffix != '.md'))}")


if __name__ == "__main__":
    main()
