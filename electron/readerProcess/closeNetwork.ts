import process from "node:process";

/**
 * No parser needs the network; one that is led to try finds none. Every connection of Node goes through these few
 * functions, and they are taken away before a parser is loaded. The modules are asked for by name at run time because
 * importing them is what the lint rule of this folder forbids.
 */
export function closeNetwork(): void {
  const refuse = (): never => {
    throw new Error("The reader has no network.");
  };
  const { Socket, Server } = process.getBuiltinModule("node:net");
  const { Socket: DatagramSocket } = process.getBuiltinModule("node:dgram");
  const close = (target: object, names: readonly string[]) => {
    for (const name of names) {
      // What is there only once it is asked for is not loaded to be put aside.
      Reflect.deleteProperty(target, name);
      Object.defineProperty(target, name, { value: refuse, configurable: false });
    }
  };
  close(Socket.prototype, ["connect"]);
  close(Server.prototype, ["listen"]);
  close(DatagramSocket.prototype, ["bind", "connect", "send"]);
  close(globalThis, ["fetch", "WebSocket", "EventSource", "XMLHttpRequest"]);
}
