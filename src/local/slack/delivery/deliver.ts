import { setTimeout as sleep } from "node:timers/promises";
import type { Faults } from "../faults.ts";
import type { Grants } from "../manifest.ts";
import type { State } from "../state/state.ts";
import type { Traffic } from "../traffic.ts";
import type { Parcel, Receipt, Redelivery, Transport } from "./transport.ts";

/** An event with the subscription and the scope without which the app does not hear of it. */
type Heard = {
  event: Record<string, unknown> & { type: string };
  subscription: string;
  scope?: string;
};

export type Deliver = {
  /** what became of the first attempt, or null where the app has not asked for such events */
  event(heard: Heard): Promise<Receipt> | null;
  command(fields: Record<string, unknown>): Promise<Receipt>;
  interaction(payload: Record<string, unknown>): Promise<Receipt>;
  close(): void;
};

type Needs = {
  transport: Transport;
  grants: Grants;
  state: State;
  traffic: Traffic;
  faults: Faults;
  redelivery: Redelivery;
  appId: string;
  botUser: string;
};

// Slack had no answer, though there was one
const again = { retry: { num: 1, reason: "timeout" } };

export function createDeliver(needs: Needs): Deliver {
  const { transport, grants, traffic, faults, redelivery } = needs;
  const timers = new Set<NodeJS.Timeout>();
  let closed = false;

  async function send(parcel: Parcel, name: string): Promise<Receipt> {
    const fault = faults.take("delivery");
    if (fault?.delay !== undefined) await sleep(fault.delay);
    const [receipt] = await Promise.all([
      carry(parcel, name),
      fault?.twice && carry({ ...parcel, ...(parcel.type === "events_api" && again) }, name),
    ]);
    return receipt;
  }

  async function carry(parcel: Parcel, name: string): Promise<Receipt> {
    const end = traffic.begin("delivery", name, {
      ...parcel.body,
      ...(parcel.retry && { retry: parcel.retry }),
    });
    const receipt = await transport.send(parcel);
    end(receipt);
    return receipt;
  }

  async function sendEvent(parcel: Parcel, name: string, attempt: number): Promise<Receipt> {
    const receipt = await send(parcel, name);
    const delay = redelivery.delaysMs[attempt];
    if (receipt.is === "acknowledged" || receipt.final || delay === undefined || closed)
      return receipt;
    const retry = { num: attempt + 1, reason: receipt.reason };
    const timer = setTimeout(() => {
      timers.delete(timer);
      void sendEvent({ ...parcel, retry }, name, attempt + 1);
    }, delay);
    timer.unref();
    timers.add(timer);
    return receipt;
  }

  return {
    event({ event, subscription, scope }) {
      if (!grants.events.has(subscription)) return null;
      if (scope && !grants.scopes.has(scope)) return null;
      return sendEvent({ type: "events_api", body: callback(needs, event) }, event.type, 0);
    },
    command: (fields) => send({ type: "slash_commands", body: fields }, "slash_commands"),
    interaction: (payload) => send({ type: "interactive", body: payload }, String(payload["type"])),
    close() {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
      transport.close();
    },
  };
}

function callback({ state, appId, botUser }: Needs, event: Heard["event"]) {
  const team = state.team.id;
  return {
    token: "local",
    team_id: team,
    context_team_id: team,
    context_enterprise_id: null,
    api_app_id: appId,
    event,
    type: "event_callback",
    event_id: state.sequence.newId("Ev"),
    event_time: Math.floor(state.clock.now().getTime() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: team,
        user_id: botUser,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: `4-${state.sequence.newId("")}`,
  };
}
