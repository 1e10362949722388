import type { Channel, User } from "./records.ts";
import type { State } from "./state.ts";

/** A person or place that was asked for and is not there, with what comes nearest. */
export class NotFound extends Error {
  override name = "NotFound";
  readonly nearest: string[];
  constructor(kind: string, asked: string, near: string[]) {
    const hint = near.length > 0 ? ` Nearest: ${near.join(", ")}.` : "";
    super(`There is no ${kind} "${asked}".${hint}`);
    this.nearest = near;
  }
}

/** By id, handle, real name, email, or a first name only one person has; with or without "@". */
export function findUser(state: State, asked: string): User {
  const name = asked.replace(/^@/, "").trim().toLowerCase();
  const users = state.users.all();
  const exact = users.find((user) => namesOf(user).some((one) => one.toLowerCase() === name));
  if (exact) return exact;
  const byFirstName = users.filter((user) => user.real_name.toLowerCase().split(" ")[0] === name);
  const [only] = byFirstName;
  if (only && byFirstName.length === 1) return only;
  throw new NotFound(
    "person",
    asked,
    nearest(
      asked,
      users.map((user) => user.real_name),
    ),
  );
}

/** By id or name; "@Person" or a person's name is the direct message with them. */
export function findChannel(state: State, asked: string, asker: User): Channel {
  const name = asked.replace(/^#/, "").trim().toLowerCase();
  const channels = state.channels.all();
  const found = channels.find(
    (one) => one.id.toLowerCase() === name || (one.name && one.name.toLowerCase() === name),
  );
  if (found && !asked.startsWith("@")) return found;
  try {
    return directMessage(state, [asker.id, findUser(state, asked).id]);
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    const names = channels.filter((one) => one.name).map((one) => `#${one.name}`);
    throw new NotFound("channel", asked, [...nearest(asked, names), ...error.nearest].slice(0, 3));
  }
}

/** The conversation of exactly these people; opened if there is none. */
export function directMessage(state: State, people: string[]): Channel {
  const members = [...new Set(people)].toSorted();
  const kind = members.length > 2 ? "mpim" : "im";
  const wanted = members.join();
  const known = state.channels
    .all()
    .find((one) => one.kind === kind && one.members.toSorted().join() === wanted);
  if (known) return known;
  const id = state.sequence.newId(kind === "im" ? "D" : "G");
  const created = Math.floor(state.clock.now().getTime() / 1000);
  const channel: Channel = { id, name: "", kind, topic: "", members, created };
  state.channels.put(id, channel);
  return channel;
}

function namesOf(user: User): string[] {
  return [user.id, user.name, user.real_name, user.email ?? user.id];
}

export function nearest(asked: string, names: string[]): string[] {
  return names
    .map((name) => ({ name, far: farness(plain(asked), plain(name)) }))
    .toSorted((a, b) => a.far - b.far)
    .slice(0, 3)
    .map((it) => it.name);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/^[@#/]/, "");
}

// a name is as near as the nearest of its words
function farness(asked: string, name: string): number {
  return Math.min(...[name, ...name.split(" ")].map((word) => distance(asked, word)));
}

// letters to change, counting a beginning that fits as near: "dan" finds "Dana Lee"
function distance(asked: string, name: string): number {
  if (name.startsWith(asked) || name.includes(asked)) return 0;
  let row = Array.from({ length: name.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(asked).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(name).entries())
      next.push(
        Math.min(
          (row[j] ?? 0) + (letter === other ? 0 : 1),
          (row[j + 1] ?? 0) + 1,
          (next[j] ?? 0) + 1,
        ),
      );
    row = next;
  }
  return row.at(-1) ?? 0;
}
