import { z } from "zod";
import type { Reach } from "../chat/needs.ts";
import type { Log } from "../log.ts";
import { call } from "./call.ts";
import { createClients } from "./clients.ts";
import { failureOf, refusalOf, unreachable } from "./failures.ts";
import { createPlaces } from "./places.ts";
import type { SlackSettings } from "./settings.ts";

const Info = z.object({
  channel: z.looseObject({
    is_member: z.boolean().optional(),
    is_archived: z.boolean().optional(),
    is_private: z.boolean().optional(),
  }),
});
const Link = z.object({ permalink: z.string() });

/** What the rest of the program may ask of Slack beside answering. One workspace's, as the token is. */
export function createReach(settings: SlackSettings, log: Log): Reach {
  const client = createClients(settings, log).background;
  const places = createPlaces(client);
  const links = new Map<string, string>();

  return {
    async mayPost(_workspaceId, place) {
      const name = nameOf(place);
      try {
        const channel = await places.resolve(place);
        if (channel === null) return { because: unseen(name), mayJoin: false };
        // with a person there is nothing to join
        if (channel.startsWith("D")) return null;
        const { channel: found } = await call(client, "conversations.info", { channel }, Info);
        if (found.is_archived) return { because: `${name} is archived.`, mayJoin: false };
        if (found.is_member) return null;
        const because = `I am not in ${name}. ${invite}, then try again.`;
        return { because, mayJoin: found.is_private !== true };
      } catch (error) {
        const code = refusalOf(error);
        if (code !== null && unreachable.has(code))
          return { because: unseen(name), mayJoin: false };
        const failure = failureOf(error);
        if (!failure) throw error;
        log.warn("slack could not be asked about a channel", { failure: failure.is });
        // what cannot be known now is found out when something is posted
        return null;
      }
    },
    async join(_workspaceId, place) {
      const name = nameOf(place);
      try {
        const channel = await places.resolve(place);
        if (channel === null) return unseen(name);
        await call(client, "conversations.join", { channel }, z.unknown());
        return null;
      } catch (error) {
        const failure = failureOf(error);
        if (!failure) throw error;
        log.warn("slack did not let us into a channel", { failure: failure.is });
        const isPassing = failure.is === "limited" || failure.is === "unsure";
        if (isPassing) return "Slack did not answer in time. Please press again in a minute.";
        return `Slack does not let me into ${name} by myself. ${invite}.`;
      }
    },
    renew: () => places.renew(),
    async permalink(_workspaceId, channel, ts) {
      const key = `${channel} ${ts}`;
      const known = links.get(key);
      if (known !== undefined) return known;
      try {
        const given = { channel, message_ts: ts };
        const { permalink } = await call(client, "chat.getPermalink", given, Link);
        if (links.size >= mostLinks) links.clear();
        links.set(key, permalink);
        return permalink;
      } catch (error) {
        // a list without a link is better than no list
        if (failureOf(error)) return null;
        throw error;
      }
    },
    async channels() {
      try {
        return (await places.channels()).map(({ name }) => name);
      } catch (error) {
        const failure = failureOf(error);
        if (!failure) throw error;
        log.warn("slack could not list its channels", { failure: failure.is });
        return [];
      }
    },
  };
}

const mostLinks = 5000;
const invite = "Invite me there with /invite @Playbooks";

function nameOf(place: string): string {
  return `#${place.replace(/^#/, "")}`;
}

// a private channel does not exist for whoever is not in it
function unseen(name: string): string {
  return `I see no channel ${name}. If it is private, write /invite @Playbooks in it; else check its name.`;
}
