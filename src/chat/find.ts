import { closest } from "../grammar/closest.ts";

type Named = { id: string; name: string };

export type Found<T> =
  | { is: "one"; item: T }
  | { is: "several"; items: T[] }
  /** nothing by that name; what is called nearly so */
  | { is: "none"; near: T[] };

/** What a person means by a name: the exact one, else the only one that begins so or holds it. */
export function findNamed<T extends Named>(items: readonly T[], said: string): Found<T> {
  const wanted = plain(said);
  const tests: ((it: T) => boolean)[] = [
    (it) => it.id === said.trim() || plain(it.name) === wanted,
    (it) => plain(it.name).startsWith(wanted) || plain(it.id).startsWith(wanted),
    (it) => wanted.split(" ").every((word) => plain(it.name).split(" ").includes(word)),
    (it) => wanted.length > 2 && plain(it.name).includes(wanted),
  ];
  for (const test of wanted === "" ? [] : tests) {
    const found = items.filter(test);
    const [only] = found;
    if (found.length === 1 && only) return { is: "one", item: only };
    if (found.length > 1) return { is: "several", items: found };
  }
  return { is: "none", near: nearest(items, wanted) };
}

function nearest<T extends Named>(items: readonly T[], wanted: string): T[] {
  const near: T[] = [];
  for (let left = [...items]; near.length < 3; left = left.filter((it) => !near.includes(it))) {
    const calledSo = new Map(left.flatMap((it) => namesOf(it).map((name) => [name, it])));
    const found = calledSo.get(closest(wanted, calledSo.keys()) ?? "");
    if (!found) break;
    near.push(found);
  }
  return near;
}

// a single word of a longer name counts too: "akme" is near to Acme Robotics
function namesOf({ id, name }: Named): string[] {
  return [
    ...plain(name)
      .split(" ")
      .filter((word) => word.length > 3),
    plain(id),
    plain(name),
  ];
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll("&", " and ")
    .replaceAll(/['’]/g, "")
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
