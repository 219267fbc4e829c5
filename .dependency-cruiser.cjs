// The layers: schema <- subgraphs <- gateway <- cli. A file imports from its own layer and from those to its left.
const layer = (name, mayNotImport) => ({
  name: `${name}-imports-to-the-left`,
  severity: "error",
  from: { path: `^${name}/` },
  to: { path: mayNotImport },
});

module.exports = {
  forbidden: [
    layer("schema", "^(subgraphs|gateway|cli|examples|test|bench|index\\.ts)"),
    layer("subgraphs", "^(gateway|cli|examples|test|bench|index\\.ts)"),
    layer("gateway", "^(cli|examples|test|bench|index\\.ts)"),
    layer("cli", "^(examples|test|bench)"),
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "one-way-out-to-http",
      comment: "Every REST call goes through subgraphs/rest/.",
      severity: "error",
      from: { path: "^(schema|subgraphs|gateway|cli)/", pathNot: "^subgraphs/rest/" },
      to: { path: "node_modules/(undici|@apollo/datasource-rest)/" },
    },
    {
      name: "one-place-for-apollo-server",
      comment: "The config's file has the type of plugins that users write into it, and nothing else of it.",
      severity: "error",
      from: { path: "^(schema|subgraphs|gateway|cli)/", pathNot: "^(gateway/http-server|cli/config/config)\\.ts$" },
      to: { path: "node_modules/@apollo/server/" },
    },
    {
      name: "compose-needs-no-planner",
      comment: "The query planner is native code that not every platform has; composing works everywhere.",
      severity: "error",
      from: { path: "^cli/commands/compose\\.ts$" },
      to: { path: "^gateway/", reachable: true },
    },
    {
      name: "schema-does-no-io",
      severity: "error",
      from: { path: "^schema/" },
      to: { dependencyTypes: ["core"], pathNot: "^(crypto|node:crypto)$" },
    },
  ],
  options: {
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^dist/" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
