import { createLog } from "../../../src/log.ts";
import { startPostgres } from "../../../src/local/postgres/start.ts";

// a program as main is one: it holds a database until it is asked to end
const [folder = "", wish] = process.argv.slice(2);
console.log("starting");
const postgres = await startPostgres({ folder, log: createLog({ level: "info" }) });
console.log(`up ${postgres.url} `);
if (wish === "exit") process.exit(3);
process.once("SIGTERM", () => void postgres.stop().then(() => process.exit(0)));
setInterval(() => {}, 60_000);
