// where a test may kill the program: on both sides of each commit and around each effect. In earnest none is armed

/** Every point there is, by who passes it; `test/faults` kills at each and looks at what became of everything. */
export const pointsOf = {
  /** whoever carries runs */
  worker: [
    // it takes a run, works, and leaves it
    "job fetched",
    "run claimed",
    "hold deciding",
    "hold committed",
    "park deciding",
    "park committed",
    "end deciding",
    "end committed",
    "with more written",
    "job left",
    // what several do together, in one statement
    "shared asking",
    "shared done",
    // something leaves the house
    "send begun",
    "send intended",
    "send welcomed",
    "send written",
    "send answered",
    "send receipted",
    // what is due, and what happens
    "due committed",
    "start written",
    "event stored",
    "event answered",
    "event dispatching",
    "event dispatched",
  ],
  /** whoever is connected to Slack */
  web: [
    // what people decide
    "start committed",
    "word written",
    "word committed",
    // what comes from Slack and goes there
    "inbox arriving",
    "inbox stored",
    "inbox acknowledged",
    "inbox handled",
    "post leased",
    "post sent",
    "post noted",
    "card leased",
    "card sent",
    "card noted",
  ],
  /** whoever keeps what comes while the database is away */
  keeper: ["spool kept", "spool replayed", "spool emptied"],
} as const;

export type CrashPoint = (typeof pointsOf)[keyof typeof pointsOf][number];

export const crashPoints: readonly CrashPoint[] = Object.values(pointsOf).flat();

/** A point, and which of its passings it is that kills: "send answered" or "send answered:3". */
export type ArmedPoint = { point: CrashPoint; passing: number };

let armed: ArmedPoint | null = null;

/** Once, at the start; null means that nothing is ever killed. */
export function armCrashPoint(at: ArmedPoint | null): void {
  armed = at && { ...at };
}

/** Here the program may be killed, as by kill -9: nothing is tidied up, nothing more is said. */
export function atPoint(point: CrashPoint): void {
  if (armed === null || armed.point !== point) return;
  armed.passing -= 1;
  if (armed.passing <= 0) process.kill(process.pid, "SIGKILL");
}
