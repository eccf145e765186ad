import { userInfo } from "node:os";

/** What the person who is signed in is called on this computer; "" where it does not tell. */
export function systemPerson(): string {
  try {
    return userInfo().username;
  } catch {
    // An account without an entry, as in a container.
    return "";
  }
}
