import { connect, createServer, type Socket } from "node:net";

type Mode =
  | { is: "open" }
  /** every piece is late by so many milliseconds, in its order */
  | { is: "slow"; by: number }
  /** every connection is reset, and none is let in */
  | { is: "shut" }
  /** nothing gets through and nobody is told, as when a cable is cut */
  | { is: "silent" };

export type Proxy = AsyncDisposable & {
  port: number;
  set(mode: Mode): void;
  /** resets every connection there is */
  cut(): void;
  /** the connections there are never hear anything again, and nobody tells them; new ones work */
  deaden(): void;
};

/** Stands between the program and Postgres. */
export async function startProxy(target: number): Promise<Proxy> {
  let mode: Mode = { is: "open" };
  const sockets = new Set<Socket>();
  const held: (() => void)[] = [];
  let dead = new WeakSet<Socket>();

  function pass(from: Socket, to: Socket): void {
    let before = Promise.resolve();
    from.on("data", (bytes) => {
      if (dead.has(from)) return;
      const { is } = mode;
      const late = mode.is === "slow" ? mode.by : 0;
      const send = () => void (to.writable && to.write(bytes));
      // what was sent into the silence arrives when the cable is mended, as TCP sends it again
      if (is === "silent") held.push(send);
      else
        before = before
          .then(() => (late > 0 ? new Promise<void>((done) => setTimeout(done, late)) : undefined))
          .then(send);
    });
    from.on("close", () => {
      if (dead.has(from)) return;
      if (mode.is === "silent") held.push(() => to.destroy());
      else to.destroy();
    });
    from.on("error", () => {});
  }

  const server = createServer((client) => {
    if (mode.is === "shut") return void client.resetAndDestroy();
    const upstream = connect(target, "127.0.0.1");
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
    }
    pass(client, upstream);
    pass(upstream, client);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    set(next) {
      mode = next;
      if (mode.is === "shut") for (const socket of sockets) socket.resetAndDestroy();
      if (mode.is !== "silent") for (const send of held.splice(0)) send();
    },
    deaden() {
      dead = new WeakSet(sockets);
    },
    cut() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
