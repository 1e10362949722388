// Slack and the mail server refuse, stumble, fall silent and lose their answers while runs are carried

import { setTimeout as sleep } from "node:timers/promises";
import { wordsOf } from "../support/slack-user.ts";
import { calm } from "./calm.ts";
import { type Chance, chanceOf } from "./chance.ts";
import { check, type Findings } from "./check.ts";
import { createLoad, turnLoadOn } from "./load.ts";
import { type FaultStand, startFaultStand } from "./stand.ts";

export type Outside = Findings & {
  faults: { slack: number; mail: number; delivery: number };
  /** runs whose card said, while no mail left, that their mail waits for its next try */
  waitedForMail: number;
  inDoubtAsked: number;
  alive: boolean;
};

type Options = { seed: number; seconds: number; atOnce?: number };

export async function troubleOutside({ seed, seconds, atOnce = 8 }: Options): Promise<Outside> {
  const chance = chanceOf(seed);
  await using stand = await startFaultStand();
  await using program = await stand.start();
  const url = () => `http://127.0.0.1:${program.ready[1]}`;
  await turnLoadOn(stand);
  const load = createLoad(stand, [{ url }], chance);
  load.go(Infinity, atOnce);
  const faults = { slack: 0, mail: 0, delivery: 0 };
  const cause = {
    slack: () => slackFault(stand, chance),
    mail: () => stand.mailFault(mailFault(chance)),
    delivery: () => stand.users.tell("fault", { method: "delivery", ...chance.one(ofDelivery) }),
  };
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    const kind = chance.one(["slack", "slack", "mail", "delivery"] as const);
    await cause[kind]();
    faults[kind] += 1;
    await sleep(chance.whole(50, 400));
  }
  const waitedForMail = await withoutMail(stand, Math.max(12_000, (seconds * 1000) / 4));
  await stand.users.tell("fault", { method: "none" });
  load.enough();
  await calm(stand, 120_000);
  await load.stop();
  const findings = await check(stand, load);
  let alive = true;
  void program.exited.then(() => (alive = false));
  await sleep(10);
  return { ...findings, faults, waitedForMail, inDoubtAsked: load.people.doubts(), alive };
}

/** The mail server takes nothing for so long; people press “Retry now” meanwhile, and once it is back. */
async function withoutMail(stand: FaultStand, milliseconds: number): Promise<number> {
  await stand.mailFault({ phase: "connect", code: 421, times: 1_000_000 });
  const waiting = new Set<string>();
  const until = performance.now() + milliseconds;
  while (performance.now() < until) {
    const { messages } = await stand.users.state();
    for (const it of messages) if (/next try/i.test(wordsOf(it))) waiting.add(it.ts);
    await sleep(500);
  }
  await stand.mailWorks();
  return waiting.size;
}

// the same twice, as after an answer that was lost; or overtaken by what came later
const ofDelivery = [
  { twice: true },
  { twice: true, times: 3 },
  { delay: 700 },
  { delay: 2500 },
  { twice: true, delay: 400 },
] as const;

const methods = ["chat.postMessage", "chat.update", "conversations.history", "conversations.open"];
const ofSlack = [
  { status: 500 },
  { status: 429, retry_after: 1 },
  { error: "ratelimited", retry_after: 1 },
  { error: "internal_error" },
  { drop_after: true },
  { delay: 1500 },
  { delay: 11_000 },
] as const;

function slackFault({ users }: FaultStand, chance: Chance): Promise<unknown> {
  if (chance.part() < 0.15) return users.tell("fault", { method: "socket" });
  const method = methods[chance.whole(0, methods.length - 1)];
  return users.tell("fault", { method, ...chance.one(ofSlack) });
}

const ofMail = [
  { phase: "connect", drop: true },
  { phase: "connect", code: 421 },
  { phase: "mail", code: 451 },
  { phase: "rcpt", code: 450 },
  { phase: "data", drop: true },
  { phase: "after_data", drop: true },
  { phase: "after_data", hang_ms: 300 },
] as const;

function mailFault(chance: Chance) {
  return { ...chance.one(ofMail), times: chance.whole(1, 2) };
}
