import type { AnswerPolicy } from "../../subgraphs/answer-policy.ts";
import type {
  ConnectorCallReport,
  DemandReport,
  MappingProblemReport,
  OperationContext,
} from "../../subgraphs/operation-context.ts";
import type { OperationListeners } from "./operation-notes.ts";

/**
 * An operation with the request that it came by, whose answer is for one client as soon as anything looks at who that is.
 *
 * A class, for its getters: those of an object literal belong to a hidden class of that object alone, which V8 keeps in the
 * old generation. Until that is collected it holds the object's request, with all answers that it got.
 */
export class RequestOperation implements OperationContext {
  readonly rest: OperationContext["rest"];
  readonly policy?: AnswerPolicy;
  readonly onProblem?: (problem: MappingProblemReport) => void;
  readonly onDemand?: (report: DemandReport) => void;
  readonly onConnectorCall?: (call: ConnectorCallReport) => void;
  readonly #readHeaders: () => OperationContext["requestHeaders"];
  readonly #context: OperationContext["context"];

  constructor(
    rest: OperationContext["rest"],
    policy: AnswerPolicy | undefined,
    readHeaders: () => OperationContext["requestHeaders"],
    context: OperationContext["context"],
    { onProblem, onDemand, onConnectorCall }: OperationListeners,
  ) {
    this.rest = rest;
    if (policy) this.policy = policy;
    if (onProblem) this.onProblem = onProblem;
    if (onDemand) this.onDemand = onDemand;
    if (onConnectorCall) this.onConnectorCall = onConnectorCall;
    this.#readHeaders = readHeaders;
    this.#context = context;
  }

  get requestHeaders(): OperationContext["requestHeaders"] {
    this.policy?.readClient();
    return this.#readHeaders();
  }

  get context(): OperationContext["context"] {
    this.policy?.readClient();
    return this.#context;
  }
}
