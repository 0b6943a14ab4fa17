"""`python -m nnviz.export FOLDER` writes the course into a folder: open its index.html, no server is needed."""

import argparse
import sys
from pathlib import Path

from nnviz.export.course import export


def main() -> None:
    """Write the course into the folder named, and say what was written."""
    reader = argparse.ArgumentParser(prog="python -m nnviz.export", description=__doc__)
    reader.add_argument("folder", type=Path, help="where to write it; it is made where there is none")
    folder = reader.parse_args().folder
    try:
        files = export(folder)
    except OSError as error:
        sys.exit(f"The course cannot be written to {folder}: {error.strerror or error}.")
    size = sum(file.stat().st_size for file in files) / 1e6
    print(f"{len(files)} files, {size:.1f} MB. Open {files[0]}.")


if __name__ == "__main__":
    main()
