"""The limit of the memory that a process keeps of what was given back."""

DEFAULT = 1 << 28           # bytes


def most_kept(environment):
    """Return the number of bytes that an environment allows."""
    own = environment.get("TENSORGRAPH_KEPT_BYTES", "").strip()
    if not own:
        return DEFAULT
    if not own.isdecimal() or int(own) >= 1 << 63:
        raise ImportError(f"TENSORGRAPH_KEPT_BYTES={own} must be a number of bytes; 0 keeps none")
    return int(own)
