"""Spoilt files (ไฟล์ที่ถูกทำให้เสีย): thousands of them, through the real reading of received files.

`python -m tests.fuzz --files 20000`; 500 of the same are in `make test`. What number N is depends on
N and the seed alone, so that it can be made again by itself.
"""
