import fc from "fast-check";
import { expect, test } from "vitest";
import { type Channel, renderText } from "../../src/grammar/render-text.ts";
import { readText } from "../../src/grammar/text.ts";

function render(source: string, value: unknown, channel: Channel) {
  const reading = readText(source);
  if (!reading.ok) throw new Error(reading.faults[0]?.message);
  return renderText(reading.value, { value }, { channel, zone: "UTC" });
}

function text(source: string, value: unknown, channel: Channel): string {
  const found = render(source, value, channel);
  return found.is === "text" ? found.text : `(${found.is})`;
}

test.each<[Channel, string, string]>([
  ["plain", "O'Brien & <b>Co</b>", "O'Brien & <b>Co</b>"],
  ["html", 'O\'Brien & <b>"Co"</b>', "O&#39;Brien &amp; &lt;b&gt;&quot;Co&quot;&lt;/b&gt;"],
  ["html", "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"],
  ["html", '" onmouseover="x', "&quot; onmouseover=&quot;x"],
  ["mrkdwn", "O'Brien & Co", "O'Brien &amp; Co"],
  [
    "mrkdwn",
    "<!channel> <!here|here> <!everyone>",
    "&lt;!channel&gt; &lt;!here|here&gt; &lt;!everyone&gt;",
  ],
  ["mrkdwn", "<@U123> <!subteam^S1> <#C1>", "&lt;@U123&gt; &lt;!subteam^S1&gt; &lt;#C1&gt;"],
  [
    "mrkdwn",
    "<https://evil.example|https://bank.example>",
    "&lt;https://evil.example|https://bank.example&gt;",
  ],
  ["mrkdwn", "<!date^1^x^https://evil.example|x>", "&lt;!date^1^x^https://evil.example|x&gt;"],
  ["header", "Hello\r\nBcc: victim@example.com", "Hello Bcc: victim@example.com"],
  ["header", "a\nb\rc\0d\u2028e\u0085f", "a b c d e f"],
  ["header", "O'Brien & <Co>", "O'Brien & <Co>"],
  ["json", 'say "hi"\n\\', String.raw`say \"hi\"\n\\`],
  ["plain", "Ac\u200bme \u202egnp.exe\u2066\ufeff", "Acme gnp.exe"],
  ["plain", "👩‍👩‍👧 می‌خواهم", "👩‍👩‍👧 می‌خواهم"],
  ["plain", "a\r\nb\u0000c\u001b[31m", "a\nb c [31m"],
  ["plain", "\ud800x", "\ufffdx"],
])("in %s the value %j becomes %j", (channel, value, escaped) => {
  expect(text("{{value}}", value, channel)).toBe(escaped);
});

test("the words of the text are no markup, either", () => {
  expect(text("<!channel> R&D {{value}}", "x", "mrkdwn")).toBe("&lt;!channel&gt; R&amp;D x");
  expect(text("<b>{{value}}</b>", "x", "html")).toBe("&lt;b&gt;x&lt;/b&gt;");
  expect(text("a\nBcc: x {{value}}\n", "x", "header")).toBe("a Bcc: x x");
});

test.each<[string, string, string]>([
  [
    "https://x.example/?q={{value}}",
    "a&b=c d/é#",
    "https://x.example/?q=a%26b%3Dc%20d%2F%C3%A9%23",
  ],
  ["{{value}}", "https://x.example/p?a=1", "https://x.example/p?a=1"],
  ["{{value}}", "mailto:ana@example.com", "mailto:ana@example.com"],
  ["mailto:{{value}}", "a@b", "mailto:a%40b"],
  ["https://{{value}}.example/", "acme", "https://acme.example/"],
])("the address %s with %j is %j", (source, value, address) => {
  expect(text(source, value, "url")).toBe(address);
});

test.each<[string, string]>([
  ["{{value}}", "javascript:alert(1)"],
  ["{{value}}", "JaVaScRiPt:alert(1)"],
  ["{{value}}", "data:text/html,x"],
  ["{{value}}", "//evil.example"],
  ["{{value}}", "https://x.example/ onclick=x"],
  ["{{value}}", 'https://x.example/"><script>'],
  ["{{value}}", "file:///etc/passwd"],
  ["https://{{value}}/", "evil.example/@x"],
  ["java{{value}}", "script:alert(1)"],
  ["no address {{value}}", "x"],
])("the address %s with %j is refused", (source, value) => {
  expect(render(source, value, "url")).toMatchObject({ is: "error" });
});

test("whatever the value, a channel keeps its promise", () => {
  const unit = fc.oneof(
    fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    fc.constantFrom("<", ">", "&", '"', "'", "\\", "\r", "\n", "\0", "/", ":", "@", "!", "😀", " "),
  );
  const value = fc.array(unit, { minLength: 1, maxLength: 60 }).map((all) => all.join(""));
  fc.assert(
    fc.property(value, (given) => {
      expect(text("a {{value}} b", given, "html")).not.toMatch(/[<>"']/);
      expect(text("a {{value}} b", given, "mrkdwn")).not.toMatch(/[<>]/);
      expect(text("a {{value}} b", given, "header")).not.toMatch(/[\r\n\0\u2028\u2029\u0085]/);
      expect(text("https://x.example/{{value}}", given, "url")).toMatch(
        /^(https:\/\/x\.example\/[^\s<>"']*|\(\w+\))$/,
      );
      const json = text('{"a": "{{value}}"}', given, "json");
      expect(() => JSON.parse(json.replace(/^\(\w+\)$/, "{}"))).not.toThrow();
    }),
    { numRuns: 500 },
  );
});
