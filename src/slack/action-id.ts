// what a button is called in Slack: its act, and a number that keeps buttons with the same act apart

const form = /^do:(?<act>[\w.-]+):\d+$/;
const own = /^slack:(?<act>\w+):\d+$/;

/** Acts of this folder's own, which no chat knows: doing again what needs a live press. */
export const ownActs = { again: "slack:again", reopen: "slack:reopen" } as const;

export function actionIdOf(act: string, position: number): string {
  return act.startsWith("slack:") ? `${act}:${position}` : `do:${act}:${position}`;
}

/** The act of a button, or null for one that no version of this program draws any more. */
export function actOf(actionId: string): string | null {
  const isOwn = own.exec(actionId)?.groups?.["act"];
  return isOwn === undefined ? (form.exec(actionId)?.groups?.["act"] ?? null) : `slack:${isOwn}`;
}

/** What a menu behind the buttons is called; the act is said by what is chosen from it. */
export const menuAct = "menu";

export function menuValue(act: string, value: string): string {
  return `${act} ${value}`;
}

/** The act and the value of what was pressed, or chosen from a menu. */
export function meantBy(
  actionId: string,
  value: string | undefined,
  chosen: string | undefined,
): { act: string | null; value: string } {
  const act = actOf(actionId);
  if (act !== menuAct || chosen === undefined) return { act, value: value ?? "" };
  const [name = "", ...rest] = chosen.split(" ");
  return { act: /^[\w.-]+$/.test(name) ? name : null, value: rest.join(" ") };
}
