"""Write the bills of materials, in CycloneDX: python -m tests.bill FOLDER

One of the Python packages and one of the front end, from the files in which they are pinned.
"""

import subprocess
import sys
from pathlib import Path

BIN = Path(sys.executable).parent


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    python = [BIN / "cyclonedx-py", "requirements", "requirements.txt"]
    python += ["--pyproject", "pyproject.toml", "--output-reproducible", "--of", "JSON"]
    subprocess.run([*python, "-o", folder / "python.cdx.json"], check=True)
    npm = [BIN / "npm", "sbom", "--sbom-format", "cyclonedx", "--package-lock-only"]
    with (folder / "front-end.cdx.json").open("wb") as file:
        subprocess.run([*npm, "--loglevel=error"], check=True, stdout=file)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
