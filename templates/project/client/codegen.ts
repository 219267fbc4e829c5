import type { CodegenConfig } from "@graphql-codegen/cli";

/** Types of the operations in schema/operations: those that `restuary check` holds every change against. */
const config: CodegenConfig = {
  schema: "../schema/api.graphql",
  documents: "../schema/operations/**/*.graphql",
  generates: {
    "generated/": {
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: {
        // Operations are sent as text: the client needs no GraphQL library at run time.
        documentMode: "string",
        enumsAsTypes: true,
        useTypeImports: true,
        defaultScalarType: "unknown",
        importExtension: ".ts",
      },
    },
  },
};

export default config;
