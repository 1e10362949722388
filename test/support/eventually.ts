import { setTimeout as sleep } from "node:timers/promises";

/** Tries until the check stops throwing and returns what it returned; in the end its last error is thrown. */
export async function eventually<T>(
  check: () => T | Promise<T>,
  { within = 5000 }: { within?: number } = {},
): Promise<T> {
  const deadline = performance.now() + within;
  for (let pause = 2; ; pause = Math.min(pause * 2, 50)) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await sleep(pause);
  }
}
