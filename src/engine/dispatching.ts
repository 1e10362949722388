import { dispatchEvent } from "./happen.ts";
import type { EngineNeeds } from "./needs.ts";

type Dispatching = { workspaceId: string; wake(): void };

// each takes a connection for as long as it lasts, and the others want some as well
const atOnce = 4;

/** Lets stored events take effect, some at a time however many come. What fails is taken up at the next look. */
export function createDispatching(needs: EngineNeeds, { workspaceId, wake }: Dispatching) {
  const waiting: (() => void)[] = [];
  let busy = 0;

  async function turn(): Promise<void> {
    if (busy < atOnce) busy += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  }

  function leave(): void {
    const next = waiting.shift();
    if (next) next();
    else busy -= 1;
  }

  return async (id: string): Promise<void> => {
    await turn();
    try {
      await dispatchEvent(needs, workspaceId, id);
      wake();
    } catch (error) {
      needs.log.error("event not dispatched yet", { id, error });
    } finally {
      leave();
    }
  };
}
