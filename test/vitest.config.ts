import { defineConfig } from "vitest/config";
import { closingLine } from "./support/closing-line.ts";

// pure code leaves nothing behind: its test files share their workers, and what they import is loaded once
const pure = ["grammar", "playbook", "run", "triggers", "author"].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);
const patience = { testTimeout: 20_000, hookTimeout: 30_000 };

export default defineConfig({
  test: {
    pool: "forks",
    maxWorkers: 2,
    reporters: ["default", closingLine()],
    projects: [
      { extends: true, test: { ...patience, name: "pure", include: pure, isolate: false } },
      {
        extends: true,
        test: {
          ...patience,
          name: "shell",
          include: ["test/**/*.test.ts"],
          exclude: pure,
          globalSetup: ["test/support/global-setup.ts"],
        },
      },
    ],
  },
});
