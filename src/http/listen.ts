import { createServer, type RequestListener, type Server } from "node:http";

type Options = {
  /** undefined: 3000, or the next one that is free */
  port: number | undefined;
  /** the address others reach us by; 127.0.0.1 where this machine alone may */
  host: string;
};

const firstPort = 3000;
const tries = 50;

/** Listens, and says on which port. A port that was asked for by number and is taken is an error. */
export async function listen(
  answer: RequestListener,
  { port, host }: Options,
): Promise<{ server: Server; port: number }> {
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, answer);
  const ports =
    port === undefined ? Array.from({ length: tries }, (_, i) => firstPort + i) : [port];
  for (const wanted of ports) {
    const found = await tryPort(server, wanted, host);
    if (found !== null) return { server, port: found };
  }
  throw new Error(
    port === undefined
      ? `no port from ${firstPort} to ${firstPort + tries - 1} is free; set PORT`
      : `port ${port} is taken; set PORT to another one, or leave it out`,
  );
}

function tryPort(server: Server, port: number, host: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => {
      server.off("listening", done);
      if (error.code === "EADDRINUSE") resolve(null);
      else reject(error);
    };
    const done = () => {
      server.off("error", failed);
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    };
    server.once("error", failed);
    server.once("listening", done);
    server.listen(port, host);
  });
}
