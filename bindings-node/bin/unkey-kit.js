#!/usr/bin/env node
// The command unkey-kit, from the native library.
const { native } = require("../dist/native.js");

process.exitCode = native.runCommand(["unkey-kit", ...process.argv.slice(2)]);
