import * as tls from "node:tls";

let isDone = false;

/**
 * Certificates that the system trusts count too, such as that of a company's own proxy or of a server at home. Once a process, at its
 * first encrypted connection.
 */
export function trustSystemCertificates(): void {
  if (isDone) return;
  isDone = true;
  tls.setDefaultCACertificates([...tls.getCACertificates("default"), ...tls.getCACertificates("system")]);
}
