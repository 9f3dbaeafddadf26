"""Executes every block of the README, and the examples."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1]
BLOCKS = re.findall(r"^```python\n(.*?)^```$", (FOLDER / "README.md").read_text(), re.MULTILINE | re.DOTALL)
EXAMPLES = sorted((FOLDER / "examples").glob("*.py"))


def run(emulator, *command):
    environment = {**os.environ, "UNKEY_ROOT_KEY": emulator.root_key, "UNKEY_BASE_URL": emulator.url}
    done = subprocess.run([sys.executable, *command], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("block", BLOCKS, ids=[f"block {n}" for n in range(1, len(BLOCKS) + 1)])
def test_a_block_runs(emulator, tmp_path, block):
    file = tmp_path / "test_block.py"
    file.write_text(block)
    if "def test_" in block:
        assert "1 passed" in run(emulator, "-m", "pytest", "-q", str(file))
    else:
        run(emulator, str(file))


def test_the_first_block_tells_what_it_says(emulator, tmp_path):
    (tmp_path / "block.py").write_text(BLOCKS[0])
    told = run(emulator, str(tmp_path / "block.py"))
    assert "[redacted: call reveal()]" in told and "VALID req_" in told


def test_the_guides_loop_leaves_no_key(emulator, tmp_path):
    block = next(block for block in BLOCKS if "unkey.keys.delete(key.key_id)" in block)
    (tmp_path / "block.py").write_text(block)
    run(emulator, str(tmp_path / "block.py"))
    assert [key["deleted"] for key in emulator.keys()] == ["soft"]


def test_the_example_of_asynchronous_calls_runs(emulator):
    assert "VALID" in run(emulator, str(FOLDER / "examples/async_calls.py"))


def test_the_example_of_a_revocation_runs(emulator, unkey, api_id):
    unkey.keys.create(api_id=api_id, external_id="user_1")
    run(emulator, str(FOLDER / "examples/revoke_user.py"), "user_1", api_id)
    assert [key["enabled"] for key in emulator.keys()] == [False]
