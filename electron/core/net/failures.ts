import type { ConnectionFailure } from "../../contract/errors.ts";

const reasons: readonly (readonly [pattern: RegExp, reason: ConnectionFailure])[] = [
  [/^TRAMONTANE_LOCAL$/u, "LOCAL"],
  [/^TRAMONTANE_PUBLIC$/u, "PUBLIC"],
  [/^TRAMONTANE_CERTIFICATE$/u, "TLS"],
  [/^ERR_PROXY/u, "PROXY"],
  [/^(?:ENOTFOUND|EAI_)/u, "DNS"],
  [/^ECONNREFUSED$/u, "REFUSED"],
  [/^(?:EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL|EACCES|EPERM)$/u, "UNREACHABLE"],
  [/^(?:ETIMEDOUT|ERR_SOCKET_CONNECTION_TIMEOUT)$/u, "TIMEOUT"],
  [
    /^(?:ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|CRL_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO$|HOSTNAME_MISMATCH|INVALID_CA)/u,
    "TLS",
  ],
];

/** What Node says of a connection in one word; a line that broke where it says nothing of these. */
export function failureOf(thrown: unknown): ConnectionFailure {
  const code = codeOf(thrown);
  return reasons.find(([pattern]) => pattern.test(code))?.[1] ?? "RESET";
}

function codeOf(thrown: unknown): string {
  // Several addresses of one name, each with its own failure.
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return codeOf(thrown.errors[0]);
  const code = typeof thrown === "object" && thrown !== null && "code" in thrown ? thrown.code : undefined;
  return typeof code === "string" ? code : "";
}
