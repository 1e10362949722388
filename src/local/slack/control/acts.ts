// the routes under /_control that act for a person
import { z } from "zod";
import { click, Click } from "../acts/click.ts";
import { archive, Archive, invite, Invite, leave, Leave } from "../acts/membership.ts";
import type { Outcome } from "../acts/outcome.ts";
import { Delete, deleteOwn, edit, Edit, React, reactTo, say, Say } from "../acts/say.ts";
import { slash, Slash } from "../acts/slash.ts";
import { submit, Submit } from "../acts/submit.ts";
import { suggest, Suggest } from "../acts/suggest.ts";
import {
  close,
  Close,
  dismiss,
  Dismiss,
  openHome,
  OpenHome,
  runShortcut,
  RunShortcut,
} from "../acts/visit.ts";
import type { World } from "../world.ts";

type Act = (world: World, given: unknown) => Promise<Outcome>;

const act =
  <T>(schema: z.ZodType<T>, run: (world: World, given: T) => Outcome | Promise<Outcome>): Act =>
  async (world, given) =>
    run(world, schema.parse(given));

export const acts: ReadonlyMap<string, Act> = new Map([
  ["say", act(Say, say)],
  ["edit", act(Edit, edit)],
  ["delete", act(Delete, deleteOwn)],
  ["react", act(React, reactTo)],
  ["slash", act(Slash, slash)],
  ["click", act(Click, click)],
  ["suggest", act(Suggest, suggest)],
  ["submit", act(Submit, submit)],
  ["close", act(Close, close)],
  ["open_home", act(OpenHome, openHome)],
  ["shortcut", act(RunShortcut, runShortcut)],
  ["dismiss", act(Dismiss, dismiss)],
  ["invite", act(Invite, invite)],
  ["leave", act(Leave, leave)],
  ["archive", act(Archive, archive)],
]);
