// what is done around a process, so that it comes to what it is to die of

import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { wordsOf } from "../support/slack-user.ts";
import type { Care } from "./lane.ts";
import type { Load } from "./load.ts";
import type { Proxy } from "./proxy.ts";
import { customers, type FaultStand } from "./stand.ts";

/** What happens is told to many: this one dies of what it is told itself. */
export function isTold(want: Load["want"]): Care {
  return {
    async during(plan, url) {
      if ("at" in plan && /^(event|start) /.test(plan.at))
        await Promise.all([want(url), want(url)]);
    },
  };
}

/** The database is away, so it keeps what it is told, and comes back, so it hands it on. */
export function keepsWhatItIsTold(stand: FaultStand, proxy: Proxy, want: Load["want"]): Care {
  const through = Object.assign(new URL(stand.server.url), { port: String(proxy.port) }).href;
  return {
    // a folder of its own: others would take what it left
    settings: { DATABASE_URL: through, DATA_DIR: join(stand.folder, "keeper") },
    ready: /"message":"listening","port":(\d+)/,
    before: (plan) => proxy.set({ is: plan === null ? "open" : "shut" }),
    async during(plan, url) {
      const told = Promise.all([want(url), want(url)]);
      if ("at" in plan && plan.at === "spool kept") return;
      await Promise.race([told, sleep(5000)]);
      proxy.set({ is: "open" });
    },
  };
}

const maya = "UMAYA0001";

/** Somebody starts a run by a press of Start, again and again, until it has died of that. */
export function startsByHand({ users }: FaultStand): Care {
  return {
    async during(plan, url) {
      if (!("at" in plan) || plan.at !== "start committed") return;
      while (url() !== null) {
        const asked = Date.now() / 1000;
        await users.slash("maya", "renewals", `run load for ${customers[0]}`);
        for (let looks = 0; looks < 5 && url() !== null; looks += 1) {
          await sleep(700);
          const whispers = (await users.state()).ephemerals[maya] ?? [];
          const preview = whispers.findLast(
            (it) => Number(it.ts) > asked && wordsOf(it).includes("What would happen"),
          );
          if (!preview) continue;
          await users.click(maya, preview, "Start");
          break;
        }
      }
    },
  };
}
