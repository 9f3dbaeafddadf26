/** The same classes as for `require`. */
export * from "./index.js";
