import type { HomeView } from "@slack/types";
import { z } from "zod";
import { UserError } from "../../errors.ts";
import { call } from "../call.ts";
import { section } from "../views/blocks.ts";
import { homeView, offlineHome } from "../views/home.ts";
import { spoken } from "../views/text.ts";
import { goAny } from "../ways.ts";
import type { ListenerNeeds } from "./needs.ts";

/** Draws a person's Home anew. */
export async function showHome(
  needs: ListenerNeeds,
  { workspaceId, by }: { workspaceId: string; by: string },
): Promise<void> {
  await publish(needs, by, await viewFor(needs, workspaceId, by));
}

/** While the database is away, Home says so. */
export function showOfflineHome(needs: Pick<ListenerNeeds, "client" | "log">, by: string) {
  return publish(needs, by, offlineHome);
}

async function publish(
  { client, log }: Pick<ListenerNeeds, "client" | "log">,
  by: string,
  view: HomeView,
): Promise<void> {
  const way = async () => {
    await call(client, "views.publish", { user_id: by, view }, z.unknown());
    return true;
  };
  await goAny([way], log);
}

async function viewFor(
  { chat, clock }: ListenerNeeds,
  workspaceId: string,
  person: string,
): Promise<HomeView> {
  try {
    return homeView(await chat.home(workspaceId, person), clock.now());
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { type: "home", blocks: section(spoken(error.message)) };
  }
}
