/**
 * fast-check with a fixed seed, so that a commit passes or fails the same way wherever it is tested. `npm run test:fuzz`
 * looks for what no seed has shown yet; `FUZZ_SEED=<number> npm test` tries another one.
 */
import * as fc from "fast-check";

fc.configureGlobal({ seed: Number(process.env["FUZZ_SEED"] ?? 20_261_124) });

export { fc };
