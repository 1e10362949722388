import { defineConfig } from "vitest/config";
import { closingLine } from "./support/closing-line.ts";

const within = (...folders: string[]) => folders.map((folder) => `test/${folder}/**/*.test.ts`);
// these leave nothing behind in their process: their test files share workers, and what they import is loaded once
const pure = within("grammar", "playbook", "run", "triggers", "author");
const shared = within("engine", "store", "approvals", "steps", "chat", "golden");

const each = { pool: "forks", testTimeout: 20_000, hookTimeout: 30_000 } as const;

export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: ["default", closingLine()],
    globalSetup: ["test/support/global-setup.ts"],
    // begun in the order of their names: what takes longest is not left for the end, when others have nothing to do
    projects: [
      {
        test: {
          ...each,
          name: "alone",
          include: ["test/**/*.test.ts"],
          exclude: [...pure, ...shared],
        },
      },
      { test: { ...each, name: "pure", include: pure, isolate: false } },
      { test: { ...each, name: "shared", include: shared, isolate: false } },
    ],
  },
});
