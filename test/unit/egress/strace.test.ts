import { describe, expect, it } from "vitest";
import { outsideOf, reachedIn } from "../../egress/strace.ts";

const trace = `101 connect(5, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1 ENOENT (No such file or directory)
101 sendto(7, ""..., 20, 0, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, 12) = 20
102 connect(19, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("127.0.0.1")}, 16) = -1 EINPROGRESS (Operation now in progress)
102 connect(20, {sa_family=AF_INET6, sin6_port=htons(443), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr), sin6_scope_id=0}, 28 <unfinished ...>
103 sendto(21, ""..., 40, MSG_NOSIGNAL, NULL, 0) = 40
103 connect(22, {sa_family=AF_VSOCK, svm_cid=0x2, svm_port=0x400}, 16) = 0
`;

describe("what strace saw", () => {
  it("is every end on a network, of kinds that nobody knows too, and nothing of the system itself", () => {
    expect(reachedIn(trace)).toEqual([
      { call: "connect", address: "127.0.0.1", port: 8080 },
      { call: "connect", address: "2001:db8::1", port: 443 },
      { call: "connect", address: "AF_VSOCK", port: 0 },
    ]);
  });

  it("is outside the ledger where no attempt of its own was written down", () => {
    const [own, six] = reachedIn(trace);
    if (!own || !six) throw new Error("nothing was seen");
    const done = { end: "done", peer: "127.0.0.1:8080", host: "localhost", port: 8080 } as const;
    expect(outsideOf([done, { ...done, peer: "[2001:db8::1]:443" }], [own, six])).toEqual([]);
    expect(outsideOf([done], [own, own])).toEqual([own]);
    // never reached: it is known by what was asked for
    expect(outsideOf([{ end: "failed", peer: null, host: "127.0.0.1", port: 8080 }], [own])).toEqual([]);
    expect(outsideOf([{ end: "refused", peer: null, host: "127.0.0.1", port: 8080 }], [own])).toEqual([own]);
  });
});
