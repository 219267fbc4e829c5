import { ask } from "./ask.ts";
import { __OPERATION__Document } from "./generated/graphql.ts";

// Variables and data are typed by the graph: rename a field in the operation, and `npm run types` says what breaks here.
const data = await ask(__OPERATION__Document, __VARIABLES__);
console.log(JSON.stringify(data.__FIELD__, null, 2));
