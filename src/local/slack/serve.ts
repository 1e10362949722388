// local Slack as a process of its own
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createClock } from "../../clock.ts";
import { createLog } from "../../log.ts";
import { sampleApp, sampleWorkspace } from "./sample.ts";
import { createLocalSlack } from "./local-slack.ts";
import { Workspace } from "./workspace.ts";

const {
  PORT = "3100",
  DATA_DIR = ".data/slack",
  REQUEST_URL,
  SLACK_LIMITS,
  WORKSPACE,
  MANIFEST,
} = process.env;

function jsonIn(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}

const log = createLog({ level: "info" });
const slack = createLocalSlack({
  folder: DATA_DIR,
  workspace: WORKSPACE ? Workspace.parse(jsonIn(WORKSPACE)) : sampleWorkspace,
  app: {
    ...sampleApp,
    ...(MANIFEST && { manifest: jsonIn(MANIFEST) }),
    ...(REQUEST_URL && { request_url: REQUEST_URL }),
  },
  clock: createClock(),
  log,
  limits: SLACK_LIMITS === "1" || SLACK_LIMITS === "true",
});

const server = createServer((request, response) => {
  void slack.handle(request, response).then((ours) => {
    if (ours) return;
    response.writeHead(404, { "content-type": "text/plain" });
    response.end("not found");
  });
});
server.on("upgrade", (request, socket, head) => {
  if (!slack.upgrade(request, socket, head)) socket.destroy();
});
// the page and /_control act in everybody's name, so nobody else's machine may reach them
server.listen(Number(PORT), "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : PORT;
  console.log(`local Slack: http://127.0.0.1:${port}`);
  console.log(`  bot token ${sampleApp.bot_token}, app token ${sampleApp.app_token}`);
  console.log(`  signing secret ${sampleApp.signing_secret}`);
});

function stop() {
  server.close();
  server.closeAllConnections();
  void slack.close();
}
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
