import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { z } from "zod";
import type { Parcel, Receipt, Transport } from "./transport.ts";

export type SocketMode = Transport & {
  /** a one-time right to connect, part of the URL that apps.connections.open answers */
  ticket(): string;
  /** takes the connection if its path is ours */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** asks every connection to come again, as Slack does about once an hour */
  refresh(reason: "warning" | "refresh_requested" | "link_disabled"): void;
  /** cuts every connection without a word */
  drop(): void;
  /** sends text as it is on every connection; for faults */
  raw(text: string): void;
  count(): number;
};

const Ack = z.object({ envelope_id: z.string(), payload: z.unknown() });
const ticketLife = 30_000;
const pingEvery = 10_000;

type Waiting = { socket: WebSocket; settle: (receipt: "lost" | { body: unknown }) => void };

export function createSocketMode({ appId, ackMs }: { appId: string; ackMs: number }): SocketMode {
  const server = new WebSocketServer({ noServer: true });
  const sockets: WebSocket[] = [];
  const waiting = new Map<string, Waiting>();
  const tickets = new Map<string, number>();
  let turn = 0;

  function accept(socket: WebSocket) {
    sockets.push(socket);
    const ping = setInterval(() => socket.ping("Ping from local Slack"), pingEvery);
    ping.unref();
    socket.on("message", (frame: Buffer) => acknowledge(frame.toString("utf8")));
    socket.on("error", () => socket.terminate());
    socket.on("close", () => {
      clearInterval(ping);
      sockets.splice(sockets.indexOf(socket), 1);
      for (const parcel of waiting.values()) if (parcel.socket === socket) parcel.settle("lost");
    });
    socket.send(JSON.stringify(hello(appId, sockets.length)));
  }

  function acknowledge(text: string) {
    const ack = Ack.safeParse(parsed(text));
    if (!ack.success) return;
    waiting.get(ack.data.envelope_id)?.settle({ body: ack.data.payload ?? null });
  }

  function send(parcel: Parcel): Promise<Receipt> {
    const started = performance.now();
    const ms = () => performance.now() - started;
    const open = sockets.filter((socket) => socket.readyState === socket.OPEN);
    turn += 1;
    const socket = open[turn % Math.max(1, open.length)];
    if (!socket) return Promise.resolve({ is: "failed", ms: 0, reason: "connection_failed" });
    const id = randomUUID();
    return new Promise((resolve) => {
      const settle = (result: "lost" | "late" | { body: unknown }) => {
        clearTimeout(timer);
        waiting.delete(id);
        if (typeof result === "object")
          resolve({ is: "acknowledged", ms: ms(), body: result.body });
        else
          resolve({
            is: "failed",
            ms: ms(),
            reason: result === "late" ? "timeout" : "connection_failed",
          });
      };
      const timer = setTimeout(() => settle("late"), ackMs);
      waiting.set(id, { socket, settle });
      socket.send(JSON.stringify(envelope(id, parcel)));
    });
  }

  return {
    send,
    ticket() {
      const ticket = randomUUID();
      tickets.set(ticket, Date.now() + ticketLife);
      return ticket;
    },
    upgrade(request, socket, head) {
      const url = new URL(request.url ?? "/", "http://localhost");
      if (url.pathname !== "/link/") return false;
      const ticket = url.searchParams.get("ticket") ?? "";
      const good = (tickets.get(ticket) ?? 0) > Date.now();
      tickets.delete(ticket);
      if (good) server.handleUpgrade(request, socket, head, accept);
      else socket.end("HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n");
      return true;
    },
    refresh(reason) {
      const frame = { type: "disconnect", reason, debug_info: { host: "local-slack" } };
      for (const socket of sockets) socket.send(JSON.stringify(frame));
    },
    drop() {
      for (const socket of sockets) socket.terminate();
    },
    raw(text) {
      for (const socket of sockets) socket.send(text);
    },
    count: () => sockets.length,
    close() {
      for (const socket of sockets) {
        socket.close(1001);
        setTimeout(() => socket.terminate(), 250).unref();
      }
      server.close();
    },
  };
}

function hello(appId: string, connections: number) {
  return {
    type: "hello",
    num_connections: connections,
    debug_info: { host: "local-slack", build_number: 1, approximate_connection_time: 18_060 },
    connection_info: { app_id: appId },
  };
}

function envelope(id: string, parcel: Parcel) {
  return {
    envelope_id: id,
    payload: parcel.body,
    type: parcel.type,
    accepts_response_payload: parcel.type !== "events_api",
    ...(parcel.type === "events_api" && {
      retry_attempt: parcel.retry?.num ?? 0,
      retry_reason: parcel.retry?.reason ?? "",
    }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
