// what the machine needs for the least of its kind, to compare figures with

import { spawn } from "node:child_process";
import { once } from "node:events";
import { WebSocket, WebSocketServer } from "ws";
import type { Pool } from "../../src/store/db.ts";
import { type Baseline, median } from "./figure.ts";

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function medianOf(count: number, work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) times.push(await timed(work));
  return median(times);
}

/** One row, durably. */
export async function commit(pool: Pool): Promise<Baseline> {
  await pool.query("create table if not exists bench_row (id int)");
  const value = await medianOf(200, () => pool.query("insert into bench_row values (1)"));
  return { name: "insert…commit", value };
}

/** Node without a program. */
export async function bareNode(): Promise<Baseline> {
  const value = await medianOf(5, () =>
    once(spawn(process.execPath, ["--eval", "0"], { stdio: "ignore" }), "exit"),
  );
  return { name: "bare node", value };
}

/** So many words at once to the other end of a WebSocket and back: the time until the last is here. */
export async function socketTrips(atOnce: number): Promise<Baseline> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  server.on("connection", (socket) => {
    socket.on("message", (text: Buffer) => socket.send(text.toString()));
  });
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const client = new WebSocket(`ws://127.0.0.1:${port}`);
  await once(client, "open");
  const value = await medianOf(50, async () => {
    let left = atOnce;
    const back = Promise.withResolvers<void>();
    const count = () => (--left === 0 ? back.resolve() : undefined);
    client.on("message", count);
    for (let i = 0; i < atOnce; i++) client.send("x".repeat(2000));
    await back.promise;
    client.off("message", count);
  });
  client.terminate();
  server.close();
  return { name: `${atOnce} WebSocket round trips at once`, value };
}
