// the local mailbox as a process of its own
import { createServer } from "node:http";
import { createClock } from "../../clock.ts";
import { createLog } from "../../log.ts";
import { createMailbox } from "./mailbox.ts";

const { PORT = "3200", SMTP_PORT = "0", DATA_DIR = ".data/mailbox" } = process.env;

const mailbox = await createMailbox({
  folder: DATA_DIR,
  port: Number(SMTP_PORT),
  log: createLog({ level: "info" }),
  clock: createClock(),
});
const server = createServer((request, response) => {
  void mailbox.handle(request, response).then((ours) => {
    if (!ours) response.writeHead(404, { "content-type": "text/plain" }).end("not found\n");
  });
});
server.listen(Number(PORT), "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : PORT;
  console.log(`local mailbox: http://127.0.0.1:${port}/mail, takes mail at ${mailbox.smtpUrl}`);
});

function stop() {
  server.close();
  server.closeAllConnections();
  void mailbox.close();
}
process.once("SIGINT", stop);
process.once("SIGTERM", stop);
