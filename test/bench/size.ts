import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Bench, Figure } from "./figure.ts";

/** How much there is to read. */
export const size: Bench = {
  name: "size",
  async run() {
    const figures = (["src", "test"] as const).flatMap((folder): Figure[] => {
      const files = filesIn(folder);
      const lines = files.reduce((sum, it) => sum + it.lines, 0);
      return [
        { name: `${folder}, files`, values: [files.length], unit: "files" },
        { name: `${folder}, lines`, values: [lines], unit: "lines" },
      ];
    });
    const longest = [...filesIn("src"), ...filesIn("test")].toSorted((a, b) => b.lines - a.lines);
    const ten = longest.slice(0, 10);
    return [
      ...figures,
      ...ten.map((it): Figure => ({ name: `  ${it.path}`, values: [it.lines], unit: "lines" })),
    ];
  },
};

function filesIn(folder: string): { path: string; lines: number }[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => /\.(ts|js|css)$/.test(name))
    .map((name) => {
      const path = join(folder, name);
      return { path, lines: readFileSync(path, "utf8").split("\n").length - 1 };
    });
}
