import { spawn } from "node:child_process";

/** Opens the address in the user's browser; false where there is nothing to open it with. */
export function openBrowser(address: string): Promise<boolean> {
  const [command, ...args] = commandFor(address);
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: "ignore", detached: true });
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
    child.unref();
  });
}

function commandFor(address: string): [string, ...string[]] {
  switch (process.platform) {
    case "darwin":
      return ["open", address];
    case "win32":
      return ["rundll32", "url.dll,FileProtocolHandler", address];
    default:
      return ["xdg-open", address];
  }
}
