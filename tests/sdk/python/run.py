"""Runs the tests of this folder and ends with the line of totals that xtask reads."""

import sys
import unittest

tests = unittest.defaultTestLoader.discover(sys.path[0])
result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(tests)
# A test with several failed subtests is one failed test.
unwell = [getattr(test, "test_case", test) for test, _ in result.failures + result.errors]
failed = len({test.id() for test in unwell + result.unexpectedSuccesses})
print(f"{result.testsRun - failed} passed, {failed} failed")
sys.exit(failed > 0)
