import { expect, test } from "vitest";
import { phoneNumber } from "../../src/grammar/phone.ts";

test.each([
  ["+12025550123", "+12025550123"],
  ["+49 30 23125-100", "+493023125100"],
  ["+44 (20) 7946.0001", "+442079460001"],
  ["+1", null],
  ["0301234567", null],
  ["+0123456789", null],
  ["+12025550123, +12025550124", null],
  ["+1202555012３", null],
  ["+12025550123\n", "+12025550123"],
])("%j is %j", (text, number) => {
  expect(phoneNumber(text)).toBe(number);
});
