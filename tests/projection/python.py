"""The made-up operation and handle, typed: checked strictly, then run against a stub at the URL of the argument."""

import sys

from unkey_kit import Beat, FrobnicateDial, Unkey

with Unkey(root_key="conformance_root_key", base_url=sys.argv[1]) as unkey:
    answer = unkey.keys.frobnicate(
        key_id="key_7fTq2XbRn",
        manner="VERY_GENTLY",
        dial=FrobnicateDial(half_turns=3),
        label=None,
        strength=9_223_372_036_854_775_807,
    )
    strength: int = answer.data.strength
    assert (answer.data.manner, strength) == ("NEVER_HEARD_OF", 9_223_372_036_854_775_807)

    metronome = unkey.revoke.metronome()
    url: str = metronome.base_url
    assert url == sys.argv[1]
    beats = []
    for beat in metronome.beats(2):
        if isinstance(beat, Beat.Tick):
            beats.append(f"tick {beat.number} of {beat.weight}")
        elif isinstance(beat, Beat.Rest):
            beats.append(f"rest after {beat.after}")
    assert beats == ["tick 1 of 9223372036854775807", "tick 2 of 9223372036854775807", "rest after 2"]
