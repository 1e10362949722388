// windows: opened within the three seconds a press is good for, changed as long as they are open

import type { ModalView } from "@slack/types";
import { z } from "zod";
import { call } from "../call.ts";
import { expiredTrigger, refusalOf } from "../failures.ts";
import { waitingView } from "../views/form.ts";
import type { ListenerNeeds } from "./needs.ts";

type Needs = Pick<ListenerNeeds, "client" | "log" | "pace">;

const Opened = z.object({ view: z.looseObject({ id: z.string() }) });

/** The window's id, or null when the press is too old. */
export async function openWindow(
  { client }: Needs,
  triggerId: string,
  view: ModalView | Record<string, unknown>,
): Promise<string | null> {
  try {
    const given = { trigger_id: triggerId, view };
    return (await call(client, "views.open", given, Opened)).view.id;
  } catch (error) {
    const code = refusalOf(error);
    if (code !== null && expiredTrigger.has(code)) return null;
    throw error;
  }
}

/** False when it was closed meanwhile. */
export async function changeWindow(
  { client }: Needs,
  id: string,
  view: ModalView | Record<string, unknown>,
): Promise<boolean> {
  try {
    await call(client, "views.update", { view_id: id, view }, z.unknown());
    return true;
  } catch (error) {
    if (refusalOf(error) === "not_found") return false;
    throw error;
  }
}

/**
 * Opens a window that says "one moment" when an answer takes so long that the press would run out. The result ends the
 * waiting and gives the window's id, if one was opened.
 */
export function openWhenSlow(needs: Needs, triggerId: string): () => Promise<string | null> {
  let opening: Promise<string | null> = Promise.resolve(null);
  const timer = setTimeout(() => {
    opening = openWindow(needs, triggerId, waitingView()).catch((error: unknown) => {
      needs.log.warn("a window could not be opened", { error });
      return null;
    });
  }, needs.pace.slowMs);
  return () => {
    clearTimeout(timer);
    return opening;
  };
}
