"""Writing in the register of events (ทะเบียนเหตุการณ์), and sealing what is written."""

from .exporting import export_heads
from .recording import Line, Subject, line, plain, record, record_all
from .sealing import seal, seal_all
from .verifying import keep_verification

__all__ = [
    "Line",
    "Subject",
    "export_heads",
    "keep_verification",
    "line",
    "plain",
    "record",
    "record_all",
    "seal",
    "seal_all",
]
