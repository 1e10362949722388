// our app as a process of its own, with a chat that never finishes what it hears: for tests that kill it
import { z } from "zod";
import { createClock } from "../../src/clock.ts";
import { createLog } from "../../src/log.ts";
import { createSlack } from "../../src/slack/app.ts";
import { createHints } from "../../src/slack/hints.ts";
import { createPool } from "../../src/store/db.ts";
import { startIntake } from "../support/intake.ts";
import { silentChat } from "./test-chat.ts";

const { DATABASE_URL, API_URL } = z
  .object({ DATABASE_URL: z.string(), API_URL: z.string() })
  .parse(process.env);

const pool = createPool(DATABASE_URL, 3);
const { outage, spool } = await startIntake({ pool, url: DATABASE_URL });
const slack = createSlack(
  {
    botToken: "xoxb-test",
    appToken: "xapp-test",
    signingSecret: null,
    apiUrl: API_URL,
    socketMode: true,
    connections: 1,
    pace: { leaseMs: 600 },
  },
  {
    pool,
    outage,
    spool,
    chat: {
      ...silentChat,
      hear({ text }) {
        console.log(`heard ${text}`);
        return new Promise(() => {});
      },
    },
    clock: createClock(),
    log: createLog({ level: "warn" }),
    hints: createHints(),
  },
);
await slack.start();
console.log("ready");
