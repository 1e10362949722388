import type { Verb } from "../verb.ts";
import { approve } from "./approve.ts";
import { checklist } from "./checklist.ts";
import { connect } from "./connect.ts";
import { control } from "./control.ts";
import { create } from "./create.ts";
import { criteria } from "./criteria.ts";
import { details } from "./details.ts";
import { doctor } from "./doctor.ts";
import { event } from "./event.ts";
import { helpVerb } from "./help.ts";
import { list } from "./list.ts";
import { paste } from "./paste.ts";
import { rollback } from "./rollback.ts";
import { run } from "./run.ts";
import { runs } from "./runs.ts";
import { show } from "./show.ts";
import { skipped } from "./skipped.ts";
import { stats } from "./stats.ts";
import { steps } from "./steps.ts";
import { reassign } from "./reassign.ts";
import { shift } from "./shift.ts";
import { off, on } from "./switch.ts";

/** Everything people can say, the first that reads a sentence being meant: a new verb is its file and its word here. */
export const verbs: readonly Verb[] = [
  paste,
  create,
  list,
  run,
  on,
  off,
  rollback,
  control,
  shift,
  reassign,
  approve,
  runs,
  event,
  skipped,
  details,
  show,
  stats,
  steps,
  criteria,
  checklist,
  connect,
  doctor,
  helpVerb(() => verbs),
];
