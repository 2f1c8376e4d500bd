"""The pages that read the register of events (ทะเบียนเหตุการณ์): the head's week, look-ups, the auditor's search."""
