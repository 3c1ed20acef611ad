"""Read changed files, guided by what code they reach: python -m tests.fuzz [READER …] [SECONDS]

A file that breaks a reader is kept in build/fuzz/<reader>/, and the command fails.
"""

import os
import subprocess
import sys
from pathlib import Path

import atheris

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wres.settings")

with atheris.instrument_imports(include=["actions", "wres.files", "indicators"]):
    import django

    django.setup()
    from tests.fuzz.archives import changed_inside
    from tests.fuzz.readers import READERS

SECONDS = 60
FOLDER = Path("build/fuzz")
ONE = "--one"  # this reader in this process: the library never comes back


def main(arguments):
    seconds = next((int(each) for each in arguments if each.isdigit()), SECONDS)
    names = [each for each in arguments if each in READERS] or list(READERS)
    broken = [name for name in names if not _holds(name, seconds)]
    print("Broken: " + ", ".join(broken) if broken else "No reader broke.")
    return bool(broken)


def _holds(name, seconds):
    print(f"==> {name}, {seconds} s", flush=True)
    command = [sys.executable, "-m", "tests.fuzz", ONE, name, str(seconds)]
    return subprocess.run(command, check=False).returncode == 0


def _fuzz(name, seconds):
    reader, folder = READERS[name], FOLDER / name
    seeds = folder / "seeds"
    seeds.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(reader.seeds()):
        (seeds / f"{number}").write_bytes(data)
    limits = [
        "-timeout=30",
        "-rss_limit_mb=2000",
        f"-max_total_time={seconds}",
        "-verbosity=0",
        "-max_len=200000",
    ]
    kept = f"-artifact_prefix={folder}/"
    atheris.Setup(
        [name, *limits, kept, "-print_final_stats=1", str(seeds)],
        reader.survives,
        custom_mutator=_mutate,
    )
    atheris.Fuzz()


def _mutate(data, max_size, seed):
    """A change of the file, most often inside one of the parts of an archive."""
    return changed_inside(data, seed, lambda part: atheris.Mutate(part, max(len(part) + 64, 64)))[
        :max_size
    ]


if __name__ == "__main__":
    if ONE in sys.argv:
        _fuzz(sys.argv[2], int(sys.argv[3]))
    sys.exit(main(sys.argv[1:]))
