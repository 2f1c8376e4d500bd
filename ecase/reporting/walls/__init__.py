"""The second wall (กำแพงชั้นที่สอง): what the database itself keeps from the product and its officers."""

from .building import NoWall, build

__all__ = ["NoWall", "build"]
