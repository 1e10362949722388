// another system that is called, and answers as it is told

import { createServer, type IncomingHttpHeaders } from "node:http";

type Asked = { method: string; url: string; headers: IncomingHttpHeaders; body: string };
type Answer = { status: number; body: unknown };

export async function otherServer(answers: Answer[]) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const body = (await Array.fromAsync(request, String)).join("");
    const { method = "", url = "", headers } = request;
    asked.push({ method, url, headers, body });
    const answer = answers.shift() ?? { status: 500, body: {} };
    response.writeHead(answer.status).end(JSON.stringify(answer.body));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    [Symbol.asyncDispose]: () => new Promise<void>((done) => void server.close(() => done())),
  };
}
