#!/usr/bin/env node
// The command unkey-kit, from the native library.
const { native } = require("../dist/native.js");

// The command takes these signals itself, and hands them on to whoever had them before. That must not be Node's own
// handler, which raises a signal anew: the two would go on for ever.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});

process.exitCode = native.runCommand(["unkey-kit", ...process.argv.slice(2)]);
