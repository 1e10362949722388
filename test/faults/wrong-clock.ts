// loaded before the program: it runs on a machine whose clock is off by WRONG_CLOCK_MS, and jumps to what is written in
// WRONG_CLOCK_FILE. Everything the program asks for the time says so, as on such a machine

import { existsSync, readFileSync } from "node:fs";

let off = Number(process.env["WRONG_CLOCK_MS"] ?? 0);
const jumps = process.env["WRONG_CLOCK_FILE"];
const RealDate = Date;
const now = () => RealDate.now() + off;

// when it began is known by the clock of that moment; what is counted from there does not jump
const began = performance.timeOrigin + off;
Object.defineProperty(performance, "timeOrigin", { get: () => began });

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, made) =>
    Reflect.construct(target, given.length === 0 ? [now()] : given, made),
  get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
});

if (jumps !== undefined)
  setInterval(() => {
    if (existsSync(jumps)) off = Number(readFileSync(jumps, "utf8"));
  }, 100).unref();
