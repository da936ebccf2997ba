"""How long a client may take for each step, in seconds. A connection that takes longer is closed."""

HEAD_S = 10.0
"""For the headers of a request, or the first byte on a new connection; then 408."""
BODY_S = 30.0
"""For the body; then 408."""
SEND_S = 30.0
"""To read 64 kB of an answer (`PIECE_BYTES`), or the rest of it."""
IDLE_S = 15.0
"""For which a connection is kept open for another request."""
CLOSING_S = 2.0
"""For which a closing client may go on sending: closed at once, it might lose the answer (RFC 9112, 9.6)."""
STOPPING_S = 0.5
"""For which a stopping process waits for a request that may be under way on an idle connection."""
