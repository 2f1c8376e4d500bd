"""Hostile and ordinary input (ไฟล์และข้อความที่ไม่น่าไว้ใจ): what each is, and what must come of it.

`python -m tests.hostile` says of each entry what came of it; README.md says where they are from.
"""

from pathlib import Path

HERE = Path(__file__).parent
FILES = HERE / "files"
