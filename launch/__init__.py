"""Starts and stops E-Case on one machine: its packages, its own PostgreSQL, its web server."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class CannotStart(Exception):
    """Why E-Case does not start, and what to do about it, in one sentence for the terminal."""
