import { checkCodes } from "./checks/check-codes.ts";
import { lintCodes } from "./checks/lint-codes.ts";
import { probeCodes } from "./checks/probe-codes.ts";
import { schemaChangeCodes } from "./checks/schema-change-codes.ts";
import { compositionCodes } from "./composition-codes.ts";
import { diagnosticAdvice, type Advice } from "./diagnostic-advice.ts";
import { diagnosticCodes, type DiagnosticCode } from "./diagnostic-codes.ts";

/** What a code means, why it matters, and how it is put right: sentences for people. */
export interface DiagnosticExplanation extends Advice {
  readonly what: string;
}

export function explainDiagnostic(code: DiagnosticCode): DiagnosticExplanation {
  return { what: diagnosticCodes[code], ...adviceOf(code), ...diagnosticAdvice[code] };
}

/** What holds for all codes of one kind. */
function adviceOf(code: DiagnosticCode): Advice {
  const group = groups.find(({ has }) => has(code)) ?? connectors;
  return { why: group.why, fix: group.fix };
}

interface Group extends Advice {
  readonly has: (code: string) => boolean;
}

const connectors: Advice = {
  why: "The connectors of a subgraph are what answers for its fields. One that is wrong would fail, or answer null, when a client asks; so the graph does not compose with it.",
  fix: "Look at the place that the finding points at, and at what the message says was expected. docs/connect.md describes the directives, docs/connect-methods.md the mapping language.",
};

const groups: readonly Group[] = [
  {
    has: (code) =>
      Object.hasOwn(compositionCodes, code) || /^(COMPOSITION|SUBGRAPH_NAME|CONTEXT_UNSUPPORTED)/.test(code),
    why: "Subgraphs that contradict each other, or leave a query without an answer, have no supergraph: nothing can be served.",
    fix: "Change the subgraph that the finding points at so that it agrees with the others. Apollo describes each rule of federation: https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/errors",
  },
  {
    has: (code) => Object.hasOwn(schemaChangeCodes, code),
    why: "Clients that are already written, and apps that are already installed, still send the operations of before. Those that meet this change are refused, or get what they are not made for.",
    fix: "Add what is new beside what is there, mark the old with `@deprecated(reason:)`, and remove it once no known operation asks for it. Where the break is meant, waive its fingerprint in schema/waivers.yaml.",
  },
  {
    has: (code) => code.startsWith("DRIFT_"),
    why: "The mapping was made for another contract than the one that the REST service has or will have. Nothing of it shows in the schema: the field answers null, or the call fails, in production.",
    fix: "Change the mapping to what the document says, or ask the service's owners to keep what it reads. Then replace the copy that `sources.<key>.openapi` names by the new document.",
  },
  {
    has: (code) => /^(BUDGET_|CALLS_|N_PLUS_ONE|OPERATION_NOT_PLANNED)/.test(code),
    why: "Each REST call costs time and load. An operation whose calls grow with a list is fast in a test and slow, or fatal to the service, with real data.",
    fix: "Give the entity a batch connector (`$batch`), ask for a smaller page, say the size with `@listSize`, or raise the limit in `checks.budgets`. `restuary explain` shows the calls one by one.",
  },
  {
    has: (code) => /^(OPERATION|FRAGMENT)/.test(code),
    why: "What clients really send is what the graph has to answer. An operation that does not fit the schema is refused before any service is asked.",
    fix: "Change the operation, or put back what it asks for. Operations of clients that are gone can be removed from the files that `checks.operations` names.",
  },
  {
    has: (code) => Object.hasOwn(checkCodes, code),
    why: "A check that compares with nothing, or accepts what nobody looks at any more, passes without meaning it.",
    fix: "Look at the entry that the finding points at: see docs/check.md.",
  },
  {
    has: (code) => Object.hasOwn(probeCodes, code),
    why: "It is what the service really answers, now: neither the mapping nor the service's document has to be wrong for it to matter.",
    fix: "Change the mapping or the field's type to what is answered, or the probe in `checks.probes` to what the service knows. See docs/probes.md.",
  },
  {
    has: (code) => Object.hasOwn(lintCodes, code),
    why: "It breaks nobody today. It is what makes a graph hard to use, slow or hard to change later.",
    fix: "Change the SDL at the place that the finding points at, or switch the rule with `checks.rules: { CODE: off }`. See docs/lint.md.",
  },
  {
    has: (code) => /^(CONFIG_|PLANNER_)/.test(code),
    why: "Without it being right the tool would guess what was meant, or could not run at all.",
    fix: "Every key is listed in docs/config.md, with the values that it takes.",
  },
  {
    has: (code) => code.startsWith("CONNECTOR_TEST_"),
    why: "A suite that cannot be read tests nothing.",
    fix: "The format is described in docs/testing.md; `restuary record` writes suites from real calls.",
  },
];
