"""The server or PostgreSQL is killed (kill -9) after each statement of what must not be lost."""
