"""Runs the tests of this folder and ends with the line of totals that xtask reads."""

import sys
import unittest

tests = unittest.defaultTestLoader.discover(sys.path[0])
result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(tests)
failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
print(f"{result.testsRun - failed} passed, {failed} failed")
sys.exit(failed > 0)
