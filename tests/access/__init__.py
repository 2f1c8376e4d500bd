"""Who gets what: every address walked by every duty, and canaries of another office."""
