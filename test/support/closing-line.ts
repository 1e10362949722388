import type { Reporter } from "vitest/node";

/** Ends the run with one line that says how it went, below whatever else is printed. */
export function closingLine(): Reporter {
  // until a run has ended the suite has not passed
  let counts = { passed: 0, failed: 1 };
  return {
    onInit() {
      process.once("exit", () => {
        process.stdout.write(`${counts.passed} passed, ${counts.failed} failed\n`);
      });
    },
    onTestRunEnd(modules, unhandled) {
      const tests = modules.flatMap((module) => [...module.children.allTests()]);
      const count = (state: string) => tests.filter((test) => test.result().state === state).length;
      // a file that cannot be read and an error outside every test are failures without a test
      const broken = modules.filter((module) => module.errors().length > 0).length;
      counts = { passed: count("passed"), failed: count("failed") + broken + unhandled.length };
    },
  };
}
