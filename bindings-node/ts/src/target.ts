/** The name of this platform in the file names of native libraries. @internal */

import { arch, platform, report } from "node:process";

export function target(): string {
  if (platform !== "linux") return platform === "win32" ? `win32-${arch}-msvc` : `${platform}-${arch}`;
  const header = (report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined)?.header;
  return `linux-${arch}-${header?.glibcVersionRuntime === undefined ? "musl" : "gnu"}`;
}
