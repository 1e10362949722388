import type { Log } from "../../log.ts";
import type { Deliver } from "./delivery/deliver.ts";
import type { SocketMode } from "./delivery/socket-mode.ts";
import type { Faults } from "./faults.ts";
import type { Limits } from "./limits.ts";
import type { Grants } from "./manifest.ts";
import type { ResponseUrls } from "./response-urls.ts";
import type { State } from "./state/state.ts";
import type { Traffic } from "./traffic.ts";
import type { Triggers } from "./triggers.ts";
import type { SlackApp } from "./workspace.ts";

/** What every part of local Slack works with. */
export type World = {
  app: SlackApp;
  grants: Grants;
  bot: { user: string; id: string };
  state: State;
  deliver: Deliver;
  sockets: SocketMode;
  triggers: Triggers;
  responseUrls: ResponseUrls;
  faults: Faults;
  limits: Limits;
  traffic: Traffic;
  log: Log;
  /** where the app reaches us, without a slash at the end */
  address: () => string;
};
