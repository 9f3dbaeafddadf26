"""Holds package, examples and calls of every shape against mypy and pyright, and stubs against what is there."""

import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1]
CHECKED = ["python/unkey_kit", "examples", "tests/typed"]


def check(*command):
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("version", ["3.10", "3.13"])
def test_mypy_is_content(version):
    check(sys.executable, "-m", "mypy", "--strict", "--python-version", version, *CHECKED)


def test_pyright_is_content():
    check(sys.executable, "-m", "pyright", "--pythonpath", sys.executable, *CHECKED)


def test_the_stubs_have_what_the_native_module_has():
    check(sys.executable, "-m", "mypy.stubtest", "unkey_kit._native", "--ignore-missing-stub")
