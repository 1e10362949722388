import { listInWords } from "../grammar/words.ts";

const roles = ["champion", "sponsor", "billing", "primary"];

export function isRole(to: string): boolean {
  return roles.includes(to);
}

/** Who receives it, as people say it: "the champion or primary" */
export function recipientsInWords(to: string | string[], last = "or"): string {
  const all = [to].flat();
  const [first = "", ...others] = all.every(isRole)
    ? all
    : all.map((it) => (isRole(it) ? `the ${it}` : it));
  return `${isRole(first) ? "the " : ""}${listInWords([first, ...others], last)}`;
}
