import { expect, test } from "vitest";
import { plainToHtml } from "../../src/connect/plain-to-html.ts";

/** what stands inside the frame */
function inner(text: string): string {
  return plainToHtml(text)
    .replace(/^.*?<div[^>]*>/s, "")
    .replace("</div>", "")
    .replaceAll(/ style="[^"]*"/g, "");
}

test("an empty line makes a paragraph, a line end a line end", () => {
  expect(inner("Hi Ana,\n\nhow are you?\nBest\n\n\nMaya")).toBe(
    "<p>Hi Ana,</p><p>how are you?<br>Best</p><p>Maya</p>",
  );
});

test("nothing in the words is markup", () => {
  expect(inner(`<script>alert("1")</script> & co`)).toBe(
    "<p>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; co</p>",
  );
});

test("an address becomes a link, its sentence's signs stay outside", () => {
  expect(inner("See https://a.example/b?c=1&d=2. Or (http://x.example/y)!")).toBe(
    '<p>See <a href="https://a.example/b?c=1&amp;d=2">https://a.example/b?c=1&amp;d=2</a>. ' +
      'Or (<a href="http://x.example/y">http://x.example/y</a>)!</p>',
  );
  expect(inner('https://a.example/"onclick="x')).toBe(
    '<p><a href="https://a.example/">https://a.example/</a>&quot;onclick=&quot;x</p>',
  );
  expect(inner("javascript:alert(1) and ftp://x")).toBe("<p>javascript:alert(1) and ftp://x</p>");
});
