"""What commands print."""

import io
from contextlib import redirect_stdout

from symgrad.cli import main


def printed(*arguments: str) -> str:
    """The standard output of a command that ends well."""
    stream = io.StringIO()
    with redirect_stdout(stream):
        assert main([*arguments]) == 0
    return stream.getvalue()
