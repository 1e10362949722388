import type { RealTime } from "./real-time.ts";

const failuresBeforeRest = 5;
const restFor = 60_000;

/** Permission for one call. Exactly one of these is called when it has ended. */
type Pass = {
  succeeded(): void;
  failed(): void;
  /** it says nothing about the server */ unclear(): void;
};

/** null while the server is left alone */
export type Breaker = () => Pass | null;

/** After five failures in a row nobody calls for a minute; then one call goes first and decides. */
export function createBreaker(time: RealTime): Breaker {
  let failures = 0;
  let restUntil = 0;
  let probing = false;

  return function enter() {
    const probe = failures >= failuresBeforeRest;
    if (probe && (probing || time.now() < restUntil)) return null;
    if (probe) probing = true;
    const left = () => {
      if (probe) probing = false;
    };
    return {
      succeeded() {
        left();
        failures = 0;
      },
      failed() {
        left();
        failures++;
        if (failures >= failuresBeforeRest) restUntil = time.now() + restFor;
      },
      unclear: left,
    };
  };
}
