import { once } from "node:events";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";
import { UserError, reasonOf } from "../../errors.ts";
import type { Log } from "../../log.ts";
import type { Faults } from "../faults.ts";
import { type Fault, meets, type Phase } from "./faults.ts";
import type { Envelope } from "./mail.ts";

type Options = {
  port: number;
  faults: Faults<Fault>;
  log: Log;
  /** Resolves when the message is on disk; only then the client is told that it was accepted. */
  keep: (envelope: Envelope, raw: Buffer) => Promise<unknown>;
};

export type Smtp = { url: string; close(): Promise<void> };

const largest = 25 * 1024 * 1024;

/** An SMTP server for programs on this machine: no TLS, and any name and password will do. */
export async function startSmtp({ port, faults, log, keep }: Options): Promise<Smtp> {
  const sockets = new Map<number | undefined, Socket>();
  const closing = new AbortController();

  async function meet(phase: Phase, session: SMTPServerSession, to = recipients(session)) {
    const fault = faults.take((it) => meets(it, phase, to));
    if (!fault) return null;
    log.info("a scripted failure", { phase, code: fault.code, drop: fault.drop });
    await sleep(fault.hang_ms, null, { signal: closing.signal });
    if (fault.drop) sockets.get(session.remotePort)?.destroy();
    return fault.drop || fault.code !== undefined ? refusal(fault.code ?? 421, fault.text) : null;
  }

  async function receive(stream: SMTPServerDataStream, session: SMTPServerSession) {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(Buffer.from(chunk));
    if (stream.sizeExceeded) return refusal(552, `more than ${largest} bytes`);
    const refused = await meet("data", session);
    if (refused) return refused;
    const from = session.envelope.mailFrom;
    const envelope = { from: from ? from.address : "", to: recipients(session) };
    await keep(envelope, Buffer.concat(chunks));
    return meet("after_data", session);
  }

  // what could not be kept is not lost: the client is to send it again
  const failed = (error: unknown) => {
    log.warn("a message was not taken", { reason: reasonOf(error) });
    return refusal(451, "the message was not kept, try again");
  };

  const server = new SMTPServer({
    size: largest,
    logger: false,
    banner: "local mailbox",
    disabledCommands: ["STARTTLS"],
    disableReverseLookup: true,
    authOptional: true,
    allowInsecureAuth: true,
    onAuth: (auth, _session, done) => done(null, { user: auth.username ?? "someone" }),
    onConnect: (session, done) => void meet("connect", session).catch(failed).then(done),
    onMailFrom: (_from, session, done) => void meet("mail", session).catch(failed).then(done),
    onRcptTo: ({ address }, session, done) =>
      void meet("rcpt", session, [address]).catch(failed).then(done),
    onData: (stream, session, done) => void receive(stream, session).catch(failed).then(done),
  });
  // the library keeps its sockets to itself
  server.server.on("connection", (socket: Socket) => {
    const { remotePort } = socket;
    sockets.set(remotePort, socket);
    socket.once("close", () => sockets.delete(remotePort));
  });
  server.on("error", (error) => log.warn("the mail server failed", { reason: error.message }));
  const listening = server.listen(port, "127.0.0.1");
  await once(listening, "listening").catch((cause: unknown) => {
    throw new UserError(`The mailbox cannot listen on port ${port}. Is it running already?`, {
      cause,
    });
  });
  const address = listening.address();
  const bound = typeof address === "object" && address ? address.port : port;

  return {
    url: `smtp://127.0.0.1:${bound}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(resolve));
      closing.abort();
      for (const socket of sockets.values()) socket.destroy();
      await closed;
    },
  };
}

function recipients(session: SMTPServerSession): string[] {
  // on connecting there is none
  return session.envelope?.rcptTo.map(({ address }) => address) ?? [];
}

function refusal(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}
