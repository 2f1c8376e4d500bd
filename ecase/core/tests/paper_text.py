"""Reads a paper back as people copy it. (pypdf does not: it gives Thai clusters twice.)"""

import subprocess


def pages(pdf: bytes) -> list[str]:
    """The text of each page, line by line, with runs of spaces made one."""
    text = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    return [
        "\n".join(" ".join(line.split()) for line in page.splitlines() if line.strip())
        for page in text.removesuffix("\f").split("\f")
    ]
