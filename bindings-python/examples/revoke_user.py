"""Disables every key of a user, shows what became of each, and takes it back if asked to.

Usage: revoke_user.py USER API... [--restore]
"""

import sys

from unkey_kit import InsufficientPermissionsError, Selector, Unkey, UnkeyError


def main(user: str, apis: list[str], restore: bool) -> int:
    with Unkey() as unkey:
        plan = unkey.revoke.plan(Selector.user(user, apis=apis))
        seen = plan.summary()
        for warning in seen.warnings:
            print(f"warning: {warning.message}")
        run = plan.apply(expect=seen.total, reason="offboarding")
        for event in run.events():
            print(f"{event.phase}: {event.done} of {event.total}")
        report = run.report()
        for outcome in run.outcomes():
            print(f"{outcome.key_id}: {outcome.outcome}")
        if restore:
            report = plan.restore().report()
        return 0 if report.ok else 3


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--restore"]
    try:
        sys.exit(main(arguments[0], arguments[1:], "--restore" in sys.argv))
    except InsufficientPermissionsError as error:
        sys.exit(f"the root key needs one of {', '.join(error.missing)}")
    except UnkeyError as error:
        sys.exit(f"{error}\n{error.advice}")
