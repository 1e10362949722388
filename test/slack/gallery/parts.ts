import type { Button } from "../../../src/chat/replies.ts";

export const now = new Date("2026-11-21T15:00:00Z");
export const on = (day: string) => new Date(`${day}T14:00:00Z`);
export const button = (label: string, act: string, style?: "primary" | "danger"): Button => ({
  label,
  act,
  value: `${act} 5f0c1e52`,
  ...(style && { style }),
});
export const yes = (label: string, act: string) => button(label, act, "primary");
export const no = (label: string, act: string) => button(label, act, "danger");
