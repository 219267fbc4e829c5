import { resolve } from "node:path";
import type { Diagnostic } from "../../schema/diagnostic.ts";
import type { AuthOptions, IssuerOptions } from "../../gateway/auth/auth-options.ts";
import type { Project } from "../project.ts";
import { ToolError } from "../tool-error.ts";
import type { JwtConfig } from "./client-auth-config.ts";
import { defined } from "./defined.ts";
import { readVariables } from "./env-values.ts";
import type { InNumbers } from "./units.ts";
import { unsetVariable } from "./unset-variable.ts";

/**
 * `auth` of the config, with what it reads from the environment.
 *
 * @returns `undefined` where there is none.
 * @throws ToolError where a variable is not set.
 */
export function readClientAuth(
  { config, root, locate }: Pick<Project, "config" | "root" | "locate">,
  env: Readonly<Record<string, string>>,
): AuthOptions | undefined {
  const { auth } = config;
  if (!auth) return undefined;
  const diagnostics: Diagnostic[] = [];
  const issuers = (auth.jwt ?? []).map((jwt, index) =>
    toIssuer(jwt, root, (text, key) =>
      readVariables(text, env, (name) => {
        diagnostics.push(unsetVariable(name, env, { path: ["auth", "jwt", index, key], file: "the config", locate }));
        return "";
      }),
    ),
  );
  if (diagnostics.length > 0) throw new ToolError("The config's `auth` is not complete.", { diagnostics });
  return {
    issuers,
    ...(auth.required !== undefined && { required: auth.required }),
    ...(auth.policies && { policies: auth.policies }),
  };
}

function toIssuer(
  { issuer, audience, jwks, algorithms, clockTolerance, scopeClaim, header, prefix }: InNumbers<JwtConfig>,
  root: string,
  read: (text: string, key: string) => string,
): IssuerOptions {
  const place = read(jwks, "jwks");
  return {
    issuer: read(issuer, "issuer"),
    audience: audience === false ? false : [audience].flat().map((each) => read(each, "audience")),
    jwks: /^https?:\/\//i.test(place) ? { url: place } : { file: resolve(root, place) },
    ...defined({ algorithms, clockToleranceMs: clockTolerance, scopeClaim, header, prefix }),
  };
}
