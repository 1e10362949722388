import { z } from "zod";

/** Who and what is in the Slack workspace, as plain data. */
export const Workspace = z.object({
  team: z.object({ id: z.string(), name: z.string(), domain: z.string() }),
  users: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      real_name: z.string(),
      email: z.string(),
      tz: z.string(),
      title: z.string().optional(),
      is_admin: z.boolean().optional(),
    }),
  ),
  channels: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      is_private: z.boolean().optional(),
      topic: z.string().optional(),
      members: z.array(z.string()),
    }),
  ),
  usergroups: z
    .array(
      z.object({
        id: z.string(),
        handle: z.string(),
        name: z.string(),
        users: z.array(z.string()),
      }),
    )
    .optional(),
});
export type Workspace = z.infer<typeof Workspace>;

/** The one app that is installed: what its developer would read on Slack's settings pages. */
export type SlackApp = {
  id: string;
  manifest: unknown;
  bot_user: { id: string; name: string };
  bot_token: string;
  app_token: string;
  signing_secret: string;
  /** given: events are signed HTTP requests to it; left out: they go over Socket Mode */
  request_url?: string;
};
