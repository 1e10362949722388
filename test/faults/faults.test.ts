import { expect, test } from "vitest";
import { killOverAndOver } from "./kills.ts";
import { tellWhileAway } from "./spooled.ts";

// the short form of `npm run faults`; each waits most of the time for somebody to be given up for dead
const seed = 20_261_126;

test.concurrent(
  "killed between a mail and its receipt, and with a click in hand, the program loses nothing and repeats nothing",
  { timeout: 120_000 },
  async () => {
    const only = ["send answered", "inbox acknowledged"] as const;

    const killed = await killOverAndOver({
      seed,
      perPoint: 1,
      random: 0,
      only,
      webs: 1,
      workers: 1,
      atOnce: 4,
    });

    expect(killed).toMatchObject({ lost: [], doubled: [], contradictions: [] });
    for (const point of only) expect(killed.points[point]?.hit).toBe(1);
    expect(killed.errors).toEqual({});
  },
);

test.concurrent(
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
