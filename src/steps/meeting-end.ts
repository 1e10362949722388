// what is heard of a meeting between its invitation and its end, and what that comes to

import { isDate, readMoment } from "../grammar/moment.ts";
import { readTimeOfDay } from "../grammar/time-of-day.ts";
import { atLocalTime } from "../grammar/zoned.ts";
import { kindOf } from "./contents/all.ts";
import { endOfMeeting, meetingTime } from "./contents/meeting.ts";
import { justSent } from "./sending.ts";
import {
  type Content,
  Invitation,
  type Outcome,
  type Output,
  type Signal,
  type WaitFor,
} from "./world.ts";

type Until = "sent" | "accepted" | "held";
type Ending = Until | "declined" | "not held" | "timed out";
type Ends = { done_when?: Until | undefined; match?: string | undefined };

const endings: Record<Until, Ending[]> = {
  sent: ["sent"],
  accepted: ["accepted", "declined", "held", "timed out"],
  held: ["held", "not held", "declined", "timed out"],
};

/** How a meeting can end, by what ends its step. */
export function endingsOf({ done_when = "held" }: Ends): Ending[] {
  return endings[done_when];
}

/** The invitation has left: that is all, or its host and the customer's events say how it went. */
export function afterInvited(step: Ends, content: Content): Outcome {
  if (content.kind !== "meeting") return justSent(content);
  if (step.done_when === "sent") return { is: "done", output: keptOf(content), result: "sent" };
  return awaited(step, content, "invited");
}

/** What was heard of it: how it ended, that its time is over, or another time for it. */
export function afterHeard(step: Ends, signal: Signal, kept: Output | null): Outcome {
  const invitation = Invitation.safeParse(kept?.["invitation"]).data;
  const heard = heardOf(signal);
  if (!invitation) return { is: "done", output: kept ?? {}, result: said(heard) ?? "timed out" };
  if (signal.is === "time") return whetherHeld(step, invitation);
  if (heard === "moved") return moved(step, signal, invitation);
  if (heard === "accepted" && step.done_when !== "accepted")
    return awaited(step, invitation, "accepted");
  const result = heard ?? "timed out";
  const note = `${result}, ${meetingTime(invitation)}`;
  return { is: "done", output: keptOf(invitation), result, note };
}

type Heard = Ending | "moved";

const meant = new Map<string, Heard>([
  ["meeting.accepted", "accepted"],
  ["meeting.declined", "declined"],
  ["meeting.held", "held"],
  ["meeting.moved", "moved"],
  ["They accepted", "accepted"],
  ["They declined", "declined"],
  ["It was held", "held"],
  ["It was not", "not held"],
  ["It was moved", "moved"],
]);

function heardOf(signal: Signal): Heard | null {
  if (signal.is === "event") return meant.get(signal.name) ?? null;
  if (signal.is !== "answer") return null;
  const { meeting, day } = signal.values;
  if (day !== undefined) return "moved";
  return typeof meeting === "string" ? (meant.get(meeting) ?? null) : null;
}

function said(heard: Heard | null): Ending | null {
  return heard === "moved" ? null : heard;
}

/** Whoever says that it was moved says to when, or is asked. */
function moved(step: Ends, signal: Signal, invitation: Invitation): Outcome {
  const at = newTime(signal, invitation);
  if (!at) return whereTo(step, invitation);
  // the calendars were told by whoever moved it, so what we say of it next comes after that
  const isNew = at.toISOString() !== invitation.at;
  const sequence = invitation.sequence + (isNew ? 1 : 0);
  return awaited(step, { ...invitation, at: at.toISOString(), sequence }, "moved");
}

function newTime(signal: Signal, { zone }: Invitation): Date | null {
  if (signal.is === "event") return readMoment(signal.data["when"], zone)?.at ?? null;
  if (signal.is !== "answer") return null;
  const [day, time] = [signal.values["day"], signal.values["time"]].map(String);
  const clock = readTimeOfDay(time ?? "", { bare: true });
  return day && isDate(day) && clock.ok ? atLocalTime(day, clock.value, zone) : null;
}

/** What later steps may name, and the invitation whole, as it is cancelled in the same words. */
function keptOf(invitation: Invitation): Output {
  return { ...kindOf(invitation).output(invitation), invitation };
}

type Asking = Extract<WaitFor, { kind: "answer" }>;

function waiting(
  { match }: Ends,
  invitation: Invitation,
  note: string,
  ask: Pick<Asking, "title" | "form" | "from"> & { hears: string[]; details?: string },
): Outcome {
  const { host } = invitation;
  const when = meetingTime(invitation);
  const about = { who: host.id, details: when, match: match ?? null, ownBy: "uid" };
  return {
    is: "waiting",
    for: { kind: "answer", ...about, ...ask },
    note: note === "" ? when : `${note} ${when}`,
    keep: keptOf(invitation),
  };
}

const all = ["meeting.accepted", "meeting.declined", "meeting.moved", "meeting.held"];

/** Whether they come is asked at once; whether it was held only when it is over. */
function awaited(step: Ends, invitation: Invitation, note: string): Outcome {
  const { title } = invitation;
  if (step.done_when === "accepted")
    return waiting(step, invitation, `${note},`, {
      title: `Do they come to “${title}”?`,
      form: { meeting: ["They accepted", "They declined", "It was moved"] },
      hears: all,
    });
  const accepted = note === "accepted" ? [] : ["They accepted"];
  return waiting(step, invitation, `${note},`, {
    title,
    details: `${meetingTime(invitation)}\nWhen it is over, I ask whether it was held.`,
    form: { meeting: [...accepted, "They declined", "It was moved"] },
    hears: all,
    from: endOfMeeting(invitation),
  });
}

function whetherHeld(step: Ends, invitation: Invitation): Outcome {
  return waiting(step, invitation, "", {
    title: `Was “${invitation.title}” held?`,
    form: { meeting: ["It was held", "It was not", "It was moved"] },
    hears: ["meeting.declined", "meeting.moved", "meeting.held"],
  });
}

function whereTo(step: Ends, invitation: Invitation): Outcome {
  return waiting(step, invitation, "moved; it was to be on", {
    title: `To when was “${invitation.title}” moved?`,
    details: `It was to be on ${meetingTime(invitation)}. Give the day and the time there, such as 14:30.`,
    form: { day: "date", time: "text" },
    hears: all,
  });
}
