import type { HomeView } from "@slack/types";
import { z } from "zod";
import { UserError } from "../../errors.ts";
import { call } from "../call.ts";
import { section } from "../views/blocks.ts";
import { homeView } from "../views/home.ts";
import { spoken } from "../views/text.ts";
import { goAny } from "../ways.ts";
import type { ListenerNeeds } from "./needs.ts";

/** Draws a person's Home anew. */
export async function showHome(
  needs: ListenerNeeds,
  { workspaceId, by }: { workspaceId: string; by: string },
): Promise<void> {
  const view = await viewFor(needs, workspaceId, by);
  const publish = async () => {
    await call(needs.client, "views.publish", { user_id: by, view }, z.unknown());
    return true;
  };
  await goAny([publish], needs.log);
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
