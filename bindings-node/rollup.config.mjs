// Puts the modules that the compiler wrote into ts/build/ together in dist/: loading one file takes a third of a millisecond,
// whatever is in it, and a process that makes one call should not load twenty.

import { builtinModules } from "node:module";

const entries = ["index", "testing"];
const external = (id) => builtinModules.includes(id.replace(/^node:/, ""));

export default [
  {
    // The command and the tests of the package take the native library alone.
    input: Object.fromEntries([...entries, "native"].map((name) => [name, `ts/build/${name}.js`])),
    external,
    output: { dir: "dist", format: "cjs", chunkFileNames: "shared.js" },
  },
  // For `import`: the same classes, from the same files.
  ...entries.map((name) => ({
    input: `ts/build/${name}.mjs`,
    external: /\.js$/,
    makeAbsoluteExternalsRelative: false,
    output: { dir: "dist", format: "es", entryFileNames: "[name].mjs" },
  })),
];
