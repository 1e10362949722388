import { connect } from "node:net";

/**
 * Asks the server on this port for a session and hangs up at its first word: whether it would let us in
 * now. It costs one round trip and no client library.
 */
export function answers(port: number, within: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ port, host: "127.0.0.1" });
  socket.setTimeout(within);
  socket.once("connect", () => socket.write(startup("playbooks")));
  // R asks for the password; anything else is an error, such as "the database system is starting up"
  socket.once("data", (reply) => resolve(reply.toString("latin1", 0, 1) === "R"));
  for (const event of ["error", "timeout", "close"]) socket.once(event, () => resolve(false));
  return promise.finally(() => socket.destroy());
}

// https://www.postgresql.org/docs/current/protocol-message-formats.html, StartupMessage
function startup(user: string): Buffer {
  const body = Buffer.from(`user\0${user}\0database\0postgres\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(head.length + body.length, 0);
  head.writeInt32BE(3 << 16, 4);
  return Buffer.concat([head, body]);
}
