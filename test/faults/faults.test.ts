import { expect, test } from "vitest";
import { killOverAndOver } from "./kills.ts";
import { tellWhileAway } from "./spooled.ts";

// the short form of `npm run faults`
const seed = 20_261_126;

test(
  "killed between a mail and its receipt, the program loses nothing and repeats nothing",
  { timeout: 120_000 },
  async () => {
    const only = ["send answered"] as const;

    const killed = await killOverAndOver({
      seed,
      perPoint: 1,
      random: 0,
      only,
      webs: 1,
      workers: 1,
      atOnce: 4,
    });

    expect(killed).toMatchObject({ kills: 1, lost: [], doubled: [], contradictions: [] });
    for (const point of only) expect(killed.points[point]).toEqual({ hit: 1, missed: 0 });
    expect(killed.errors).toEqual({});
  },
);

test(
  "without Postgres events and Dones are kept, through two kills, and decisions are refused in words",
  { timeout: 120_000 },
  async () => {
    const it = await tellWhileAway(30);

    expect(it).toMatchObject({
      // one was kept and never answered for, and told again
      answers: { 0: 1, 202: 30 },
      effects: 30,
      doubled: 0,
      inOrder: true,
      approval: { told: expect.stringContaining("Not recorded"), status: "asking" },
      task: { told: expect.stringContaining("Noted"), status: "done" },
      talk: { mention: 1, command: expect.stringContaining("offline") },
      home: { away: expect.stringContaining("offline"), back: expect.stringContaining("Kept") },
    });
  },
);
