import { afterAll, expect, test } from "vitest";
import { correctSteadyNow, steadyNow } from "../../src/clock.ts";
import { createLog } from "../../src/log.ts";
import { followSharedTime } from "../../src/store/shared-time.ts";
import { createDatabase } from "../support/database.ts";

const database = await createDatabase();
afterAll(() => database[Symbol.asyncDispose]());

test.each([-5, 5])(
  "on a machine whose clock is %i minutes off, the database's time counts, and it is said once",
  async (minutes) => {
    const said: string[] = [];
    const log = createLog({ level: "warn", write: (line) => said.push(line) });
    const time = followSharedTime(database.pool, log);
    const off = () => Math.abs(steadyNow().getTime() - Date.now());

    correctSteadyNow(minutes * 60_000);
    expect(off()).toBeGreaterThan(250_000);
    await time.look();
    expect(off()).toBeLessThan(1000);
    const exact = off();
    await time.look();
    time.stop();

    expect(off()).toBeLessThanOrEqual(exact + 5);
    expect(said).toHaveLength(1);
    expect(said.join()).toContain(`"seconds":${-minutes * 60}`);
  },
);
