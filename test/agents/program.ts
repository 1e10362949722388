// a program of its own that asks a model and delegates, as the bot would

import { createDelegate } from "../../src/agents/delegate.ts";
import { loadRoster } from "../../src/agents/roster.ts";
import { createClock } from "../../src/clock.ts";
import { createLog } from "../../src/log.ts";
import { createModel } from "../../src/model/create-model.ts";
import { ignoreTracingEnv } from "../../src/model/tracing.ts";
import { createPool } from "../../src/store/db.ts";
import { question } from "../model/stand.ts";
import { requestFor } from "./request.ts";

ignoreTracingEnv(process.env);
const { MODEL_URL = "", DATABASE_URL = "", RUN_ID = "" } = process.env;
const log = createLog({ level: "info" });
const model = createModel({ apiKey: "", baseUrl: MODEL_URL, model: "scripted" }, { log });
const pool = createPool(DATABASE_URL);
const clock = createClock();
const delegate = createDelegate({ model, roster: loadRoster(), pool, clock, log });

const answer = await model.ask(question());
const delegated = await delegate(requestFor(RUN_ID));
process.stdout.write(`result: ${JSON.stringify([answer.is, delegated.is])}\n`);
await pool.end();
