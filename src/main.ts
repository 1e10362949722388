// the composition root: reads the settings, starts what they ask for, connects the parts, stops them in reverse
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { createDelegate } from "./agents/delegate.ts";
import { loadRoster } from "./agents/roster.ts";
import { createAuthor } from "./author/create-author.ts";
import { createChat } from "./chat/create-chat.ts";
import { createClock, steadyNow } from "./clock.ts";
import { type Config, readConfig } from "./config.ts";
import { createCaller } from "./connect/caller.ts";
import { fillWorkspace } from "./connect/import-workspace.ts";
import { armCrashPoint } from "./crash-points.ts";
import { createDirectory } from "./engine/directory.ts";
import { createHands } from "./engine/hands.ts";
import { type Engine, startEngine } from "./engine/engine.ts";
import { createDispatching } from "./engine/dispatching.ts";
import type { EngineNeeds } from "./engine/needs.ts";
import { skip, type SkipTo } from "./engine/skip.ts";
import { reasonOf } from "./errors.ts";
import { createAlarm } from "./http/alarm.ts";
import { restoreEvent, takeEvent } from "./http/events.ts";
import { listen } from "./http/listen.ts";
import { createRoutes, type Handle, health, type Other } from "./http/routes.ts";
import { createLog, type Log } from "./log.ts";
import { modelOf } from "./model/model-of.ts";
import { ignoreTracingEnv } from "./model/tracing.ts";
import { providersOf } from "./providers.ts";
import { createSlack } from "./slack/app.ts";
import { greet } from "./slack/greet.ts";
import { createHints, createHintTelling } from "./slack/hints.ts";
import { restoreArrival } from "./slack/offline.ts";
import { createReach } from "./slack/reach.ts";
import { slackSettingsOf } from "./slack/settings.ts";
import { readTeam } from "./slack/team.ts";
import { knownSteps } from "./steps/all.ts";
import { createBell } from "./store/bell.ts";
import { createPool, endPool } from "./store/db.ts";
import { createJobs } from "./store/jobs.ts";
import { migrate } from "./store/migrate.ts";
import { watchOutage } from "./store/outage.ts";
import { followSharedTime } from "./store/shared-time.ts";
import { openSpool } from "./store/spool.ts";
import { forWorkspace } from "./store/tenant.ts";
import { stopAsked, welcome } from "./terminal.ts";
import { knownData, secretOf, standIns } from "./when-left-out.ts";

const root = resolve(import.meta.dirname, "..");
// what is held when the program stops gets so long, in all, to come to its next commit; then another worker gets it
const patience = 6000;

async function run(config: Config, log: Log): Promise<void> {
  await using stack = new AsyncDisposableStack();
  let stopBy = Infinity;
  const left = () => Math.max(0, Math.min(patience, stopBy - performance.now()));
  const isLocal = config.SLACK_BOT_TOKEN === undefined;
  const routes = new Map<string, Handle>();
  const others: Other[] = [];
  const { server, port } = await listen(createRoutes({ log, routes, others }), {
    port: config.PORT,
    // local pages act in everybody's name, so beside them only this machine may reach the port
    host: isLocal ? "127.0.0.1" : "0.0.0.0",
  });
  stack.defer(() => {
    server.close().closeAllConnections();
  });

  const folder = resolve(config.DATA_DIR);
  const kept = isLocal ? (await standIns()).keptIn(join(folder, "clock.txt")) : null;
  const clock = createClock({
    offset: Number(kept?.read() ?? 0),
    real: () => steadyNow().getTime(),
    onSkip: (offset) => kept?.write(String(offset)),
  });
  const local = { folder, clock, log, others };
  const databaseUrl =
    config.DATABASE_URL ?? stack.use(await (await standIns()).openPostgres(local)).url;
  const pool = stack.adopt(createPool(databaseUrl, 16), endPool);
  pool.on("error", (error) => log.error("database connection lost", { error }));
  const time = stack.adopt(followSharedTime(pool, log), (it) => it.stop());
  const connection = { pool, connectionString: databaseUrl, log };
  const jobs = stack.adopt(createJobs(connection), (it) => it.stop());
  const mailbox = config.SMTP_URL ? null : stack.use(await (await standIns()).mountMailbox(local));
  const phone =
    isLocal && config.TWILIO_ACCOUNT_SID === undefined
      ? stack.use(await (await standIns()).mountPhone(local, port))
      : null;
  const providers = providersOf(config, {
    smtpUrl: mailbox?.smtpUrl ?? null,
    twilio: phone?.twilio ?? null,
  });

  let move = async (_to: SkipTo) => ({ now: clock.now().toISOString(), said: "Still starting." });
  if (isLocal) {
    const manifest: unknown = parse(readFileSync(join(root, "manifest.yml"), "utf8"));
    const hook = { now: clock.now, skip: (to: SkipTo) => move(to) };
    stack.use((await standIns()).mountSlack(local, server, { manifest, skip: hook }));
  }
  const here = isLocal ? { port, tokens: (await standIns()).localTokens } : null;
  const slackSettings = slackSettingsOf(config, here);
  const team = await readTeam(slackSettings, log);

  const model = modelOf(config, log);
  const roster = loadRoster(join(root, "prompts/agents"));
  const hints = createHints();
  const plainKey = { prefix: "", bytes: 32 };
  const key = await secretOf(config, config.CONNECTOR_KEY, "connector-key.txt", plainKey);
  const allowPrivate = config.CONNECTOR_ALLOW_PRIVATE === "1";
  const caller = stack.adopt(createCaller({ allowPrivate }), (it) => it.close());
  const engineNeeds: EngineNeeds = {
    pool,
    jobs,
    clock,
    log,
    providers,
    caller,
    connectorKey: key === null ? null : Buffer.from(key, "base64"),
    types: knownSteps,
    directory: createDirectory(),
    hands: createHands(),
    delegate: createDelegate({ model, roster, pool, clock, log }),
    hint: hints.hint,
  };
  let engine: Engine | null = null;
  const bell = stack.adopt(createBell(connection), (it) => it.stop());
  const wake = () => (engine ? engine.wake() : bell.ring());
  const dispatch = createDispatching(engineNeeds, { workspaceId: team.id, wake });
  const spool = openSpool(join(folder, "spool"), { most: config.SPOOL_MB * 1024 * 1024, log });
  const outage = stack.adopt(
    watchOutage({
      ...connection,
      spool,
      take: ({ kind, body }) =>
        kind === "event" ? restoreEvent({ pool, log, dispatch }, body) : restoreArrival(pool, body),
    }),
    (it) => it.stop(),
  );
  const chat = createChat({
    pool,
    clock,
    log,
    engine: engineNeeds,
    wake,
    lookAtTriggers: async () => engine?.look(),
    author: await createAuthor({
      model,
      log,
      libraryFolder: join(root, "prompts/library"),
      promptsFolder: join(root, "prompts/author"),
    }),
    agents: [...roster.specialists.keys()],
    reach: createReach(slackSettings, log),
  });
  const slack = createSlack(slackSettings, { pool, chat, clock, log, hints, outage, spool });
  if (slack.httpHandler) others.push(slack.httpHandler);
  const whsec = { prefix: "whsec_", bytes: 24 };
  const secret = await secretOf(config, config.EVENTS_SECRET, "events-secret.txt", whsec);
  const alarm = createAlarm({ pool, log, workspaceId: team.id });
  if (secret !== null)
    routes.set("POST /events", (request, response) => {
      const said = { secret, workspaceId: team.id, alarm };
      return takeEvent({ pool, clock, log, outage, spool, dispatch, ...said }, request, response);
    });
  routes.set(
    "GET /healthz",
    health(async () => {
      await pool.query("select 1");
      return { database: "ok", role: config.ROLE };
    }),
  );
  // from here on whoever comes is answered, be the database there or not
  if (config.ROLE !== "worker") {
    await slack.connect();
    stack.defer(() => slack.stop(left()));
  }
  log.info("listening", { port });
  await outage.begin(async () => {
    await time.look();
    await migrate(pool, join(root, "migrations"));
    await jobs.begin();
    await fillWorkspace(pool, team, await knownData(config, clock.now()), clock.now());
  });

  if (config.ROLE === "worker") {
    const telling = stack.adopt(createHintTelling({ ...connection, hints }), (it) => it.stop());
    telling.start();
  }
  if (config.ROLE !== "web") {
    const started = startEngine(engineNeeds);
    engine = started;
    bell.hear(started.wake);
    stack.defer(() => started.stop(left()));
  }
  if (config.ROLE !== "worker") await slack.start();
  if (engine) {
    const quiet = async () => {
      await engine.quiet();
      await slack.quiet();
      await engine.quiet();
    };
    const skippable = { pool, clock, quiet, look: engine.look, zone: team.zone };
    move = (to) => skip(skippable, to);
  }

  const admins = team.people.filter((it) => it.isAdmin).map((it) => it.id);
  await forWorkspace(pool, team.id, (tenant) =>
    greet(tenant, {
      places: isLocal ? ["general"] : admins,
      hasModel: model !== null,
      now: clock.now(),
    }),
  );
  slack.wake();
  log.info("ready", { port, team: team.name, milliseconds: Math.round(performance.now()) });
  if (isLocal) welcome(port, secret);
  await stopAsked();
  stopBy = performance.now() + patience;
  log.info("stopping");
}

ignoreTracingEnv(process.env);
try {
  const config = readConfig(process.env);
  armCrashPoint(config.CRASH_AT ?? null);
  await run(config, createLog({ level: config.LOG_LEVEL }));
} catch (error) {
  console.error(`Playbooks cannot start: ${reasonOf(error)}`);
  process.exitCode = 1;
}
// what still waits for somebody outside is not waited for
process.exit();
