// The whole example on this machine: its two REST services, and the graph in front of them. Where your services run by
// themselves, `npx restuary dev` is all there is to start; then this file and services/ can go.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { startServices } from "./services/library.js";

const { BOOKS_PORT = "4101", AUTHORS_PORT = "4102" } = process.env;
const services = await startServices({ books: Number(BOOKS_PORT), authors: Number(AUTHORS_PORT) }).catch((error) => {
  console.error(`The services could not be started: ${error.message}.`);
  console.error("BOOKS_PORT and AUTHORS_PORT move them to other ports.");
  process.exit(2);
});
console.log(`Books   ${services.urls.BOOKS_URL}/books\nAuthors ${services.urls.AUTHORS_URL}/authors\n`);

const restuary = fileURLToPath(new URL("node_modules/.bin/restuary", import.meta.url));
const graph = spawn(restuary, ["dev", ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { ...process.env, ...services.urls },
});

// Ctrl-C reaches the graph as well: it ends by itself, and the services after it.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => graph.kill(signal));
graph.on("error", (error) => {
  console.error(`restuary could not be started: ${error.message}. Has \`npm install\` been run?`);
  process.exitCode = 2;
  services.close();
});
graph.on("exit", (code) => {
  process.exitCode = code ?? 0;
  services.close();
});
