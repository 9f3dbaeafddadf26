"""The command `unkey-kit`, as a script of the package."""

from __future__ import annotations

import signal
import sys

from ._native import run_command


def main() -> None:
    """Runs the command with the arguments of this process, and ends it with the command's exit code."""
    # Python only notes Ctrl-C and acts on it later; the command acts on it itself, or leaves it to the system.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.stdout.flush()
    sys.exit(run_command(sys.argv))
