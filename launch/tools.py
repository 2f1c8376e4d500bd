"""What the tests need of the system besides Python's packages: a browser, and a reader of PDFs."""

import os
import shutil
import subprocess

from launch import CannotStart

# The browser is Debian's, where the tests look for it: another one draws other pixels. Its headless
# shell has no windows to draw, and takes half of the processor; the whole browser stands in for it.
BROWSER, WHOLE_BROWSER = "/usr/bin/chromium-headless-shell", "/usr/bin/chromium"
PACKAGES = {
    BROWSER: "chromium-headless-shell",
    "pdftotext": "poppler-utils",
    "pdftoppm": "poppler-utils",
}
STANDS_IN = {BROWSER: WHOLE_BROWSER}


def browser() -> str:
    """The browser that the tests drive."""
    return BROWSER if _works(BROWSER) else WHOLE_BROWSER


def install() -> None:
    """Installs what is missing where we may; else says what, and how to get it."""
    wanted = _missing({})
    if not wanted:
        return
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        print(f"Installing what the tests need: {', '.join(wanted)}.", flush=True)
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        # One by one: where a release lacks one package, apt-get installs the others all the same.
        add = ("install", "--yes", "--no-install-recommends")
        for step in (["update"], *([*add, package] for package in wanted)):
            subprocess.run(
                [apt, "--quiet", "--quiet", *step],
                env=environment,
                stdout=subprocess.DEVNULL,
                check=False,
            )
    if missing := _missing(STANDS_IN):
        how = f"sudo apt-get update && sudo apt-get install --yes {' '.join(missing)}"
        raise CannotStart(
            f"The tests need {' and '.join(missing)}, not found here, and never pass without: "
            + (f"run  {how}" if apt else "install them with this system's package manager")
            + ", then make test again."
        )


def _missing(stands_in: dict[str, str]) -> list[str]:
    """The packages of what is not there, and has nothing that stands in for it."""
    return sorted(
        {
            package
            for tool, package in PACKAGES.items()
            if not _works(tool) and not (tool in stands_in and _works(stands_in[tool]))
        }
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
