/** The names of platforms in the file names of native libraries. @internal */

import { arch, platform } from "node:process";

/**
 * The names that this platform may have, in the order in which to try them: which C library a Linux has is found out by
 * loading, since asking Node for it takes longer than all else that loading the package does.
 */
export function targets(): string[] {
  if (platform === "linux") return [`linux-${arch}-gnu`, `linux-${arch}-musl`];
  return [platform === "win32" ? `win32-${arch}-msvc` : `${platform}-${arch}`];
}
