import { expect, test } from "vitest";
import { isPublicAddress } from "../../src/connect/public-address.ts";
import { outsideUrl, faultOfBase } from "../../src/grammar/outside-url.ts";

test.each([
  "127.0.0.1",
  "127.255.255.254",
  "0.0.0.0",
  "10.0.0.1",
  "100.64.0.1",
  "100.127.255.255",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "192.0.0.1",
  "198.18.0.1",
  "224.0.0.1",
  "239.255.255.255",
  "240.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::ffff:127.0.0.1",
  "::ffff:7f00:1",
  "::ffff:10.0.0.1",
  "64:ff9b::7f00:1",
  "64:ff9b::10.0.0.1",
  "64:ff9b:1::1",
  "fc00::1",
  "fd12:3456::1",
  "fe80::1",
  "fec0::1",
  "ff02::1",
  "2002:7f00:1::",
  "2001::1",
  "2001:db8::1",
  "::127.0.0.1",
  "100::1",
  "",
  "localhost",
  "1.2.3",
  "fe80::1%eth0",
])("%s is not called", (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each([
  "8.8.8.8",
  "1.1.1.1",
  "100.63.255.255",
  "100.128.0.1",
  "172.32.0.1",
  "2606:4700::1111",
  "2a00:1450::1",
])("%s is", (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

// the forms in which this machine is written, all of which a URL makes one address of
test.each([
  "https://127.0.0.1",
  "https://127.1",
  "https://2130706433",
  "https://0x7f.1",
  "https://0177.0.0.1",
  "https://0x7f000001",
  "https://①②⑦.⓪.⓪.①",
  "https://127。0。0。1",
  "https://[::1]",
  "https://[::ffff:127.0.0.1]",
  "https://[::ffff:7f00:1]",
  "https://0",
  "https://[64:ff9b::7f00:1]",
])("%s is this machine, and is not called", (base) => {
  expect(isPublicAddress(new URL(base).hostname.replace(/^\[|\]$/g, ""))).toBe(false);
});

const base = "https://api.example.com/v1/";

test.each([
  ["/credits", "https://api.example.com/v1/credits"],
  ["/credits/a%20b?x=1&y=..", "https://api.example.com/v1/credits/a%20b?x=1&y=.."],
  ["/", "https://api.example.com/v1/"],
])("%s stays below the base", (path, url) => {
  expect(outsideUrl(base, path)?.href).toBe(url);
});

test.each([
  "credits",
  "//evil.example",
  "/../admin",
  "/a/../../admin",
  "/a/./b",
  "/%2e%2e/admin",
  "/%2E./admin",
  "/a%2fb",
  "/a%5cb",
  "/\\evil.example",
  "/@evil.example",
  "/a//b",
  "/a#b",
  "/a b",
  "/a%0",
  "/a\r\nb",
  "/a\u0000",
  "https://evil.example",
  "",
])("%s does not, and is refused", (path) => {
  expect(outsideUrl(base, path)).toBeNull();
});

test.each([
  ["https://api.example.com", false, true],
  ["https://api.example.com/v1", false, true],
  ["http://api.example.com", false, false],
  ["https://api.example.com:8443", false, false],
  ["https://me:secret@api.example.com", false, false],
  ["https://api.example.com?x=1", false, false],
  ["ftp://api.example.com", false, false],
  ["nothing", true, false],
  ["http://127.0.0.1:4000", true, true],
])("%s (private allowed: %s) is a connector's address: %s", (address, allowPrivate, fine) => {
  expect(faultOfBase(address, allowPrivate) === null).toBe(fine);
});
