const longest = 50;

/** The id of a new playbook: its name in small letters and dashes, with a number when that is taken. */
export function freeId(name: string, taken: readonly string[]): string {
  const wanted = slugOf(name);
  for (let id = wanted, count = 2; ; id = `${wanted}-${count}`, count++)
    if (!taken.includes(id)) return id;
}

// what Unicode does not take apart
const letters: Record<string, string> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ı: "i",
};

function slugOf(name: string): string {
  const slug = name
    .normalize("NFD")
    .replaceAll(/\p{Mark}|['’]/gu, "")
    .toLowerCase()
    .replaceAll(/[ßæœøłđı]/g, (letter) => letters[letter] ?? "")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, longest)
    .replaceAll(/^-+|-+$/g, "");
  if (slug === "") return "playbook";
  return /^[a-z]/.test(slug) ? slug : `playbook-${slug}`;
}
