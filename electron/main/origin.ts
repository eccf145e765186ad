/** The scheme and origin the interface is served from; a scheme of its own, so that no page of the web shares it. */
export const appScheme = "tramontane";
export const appOrigin = `${appScheme}://app`;

/** Whether the address is a page of the application itself. */
export function isOwnPage(address: string): boolean {
  try {
    const url = new URL(address);
    return url.protocol === `${appScheme}:` && url.host === "app" && url.username === "" && url.password === "";
  } catch {
    return false;
  }
}
