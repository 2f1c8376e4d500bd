"""What the tests need of the system besides Python's packages: a browser, and a reader of PDFs."""

import os
import shutil
import subprocess

from launch import CannotStart

# The browser is Debian's, where the tests look for it: another one draws other pixels.
PACKAGES = {
    "/usr/bin/chromium": "chromium",
    "pdftotext": "poppler-utils",
    "pdftoppm": "poppler-utils",
}


def install() -> None:
    """Installs what is missing where we may; else says what, and how to get it."""
    missing = sorted({package for tool, package in PACKAGES.items() if not _works(tool)})
    if not missing:
        return
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        print(f"Installing what the tests need: {', '.join(missing)}.", flush=True)
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for step in (["update"], ["install", "--yes", "--no-install-recommends", *missing]):
            subprocess.run(
                [apt, "--quiet", "--quiet", *step],
                env=environment,
                stdout=subprocess.DEVNULL,
                check=False,
            )
        missing = sorted({package for tool, package in PACKAGES.items() if not _works(tool)})
    if missing:
        how = f"sudo apt-get update && sudo apt-get install --yes {' '.join(missing)}"
        raise CannotStart(
            f"The tests need {' and '.join(missing)}, not found here, and never pass without: "
            + (f"run  {how}" if apt else "install them with this system's package manager")
            + ", then make test again."
        )


def _works(tool: str) -> bool:
    """Found, and more than a stub that only tells where to find the real one."""
    path = shutil.which(tool)
    if path is None:
        return False
    option = "-v" if tool.startswith("pdf") else "--version"
    try:
        said = subprocess.run([path, option], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return said.returncode == 0
