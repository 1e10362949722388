import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inflate } from "@sparticuz/chromium";

// the package unpacks into TMPDIR and nowhere else, so this is a program of its own
const [home = "", target = ""] = process.argv.slice(2);
const packed = fileURLToPath(new URL("../bin/", import.meta.resolve("@sparticuz/chromium")));
for (const name of ["chromium.br", "fonts.tar.br", "swiftshader.tar.br", "al2023.tar.br"])
  await inflate(join(packed, name));

// its own list of font folders names /tmp, and a bare machine has no fonts at all
const folders = [join(target, "fonts"), "/usr/share/fonts", "/usr/local/share/fonts"];
const lines = folders.map((folder) => `<dir>${folder}</dir>`).join("");
const cache = `<cachedir>${join(target, "fonts-cache")}</cachedir>`;
writeFileSync(join(home, "fonts.conf"), `<fontconfig>${lines}${cache}</fontconfig>\n`);
