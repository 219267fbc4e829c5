/**
 * A fetch document, compiled. Places are objects of the response as the document nests them; for every concrete type of a
 * place it is settled where each field comes from:
 *
 *     { posts { title author { name } } }
 *
 *     root posts   <- call Query.posts[0]
 *       Post       <- title, author from that answer
 *         User     <- name from step 0: call User[0], by { id } of the author in that answer, once for all authors
 */
import type { GraphQLOutputType } from "graphql";
import type { KeyTree } from "../mapping/mapping.ts";
import type { CallSite, CompiledConnector } from "./connector-call.ts";
import type { ReadKey } from "./representation.ts";
import type { CallError, CallOutcome } from "./response.ts";
import type { OperationContext } from "../operation-context.ts";
import type { SubgraphError } from "../subgraph.ts";

export interface FetchPlan {
  readonly roots: readonly RootField[];
  /** Mutations run one after the other. */
  readonly serial: boolean;
}

export type RootField =
  | { readonly kind: "constant"; readonly responseName: string; readonly value: () => unknown }
  | { readonly kind: "entities"; readonly responseName: string; readonly entities: EntitiesField }
  | { readonly kind: "call"; readonly responseName: string; readonly call: FieldCall }
  | { readonly kind: "unresolved"; readonly responseName: string; readonly coordinate: string };

export interface EntitiesField {
  readonly representations: (variables: Readonly<Record<string, unknown>>) => unknown;
  /** The plan of a representation of that type, of which the fields of `given` are known. Compiled once, then kept. */
  readonly planFor: (typeName: string, given: KeyTree) => ObjectPlan | undefined;
  /** Of those whose fields are all scalars, by `Type key key`: what `planFor` has answered for them. */
  readonly plansOfFlat: Map<string, ObjectPlan>;
  /** Plans as the subgraph's keys let expect them, for `explain`. */
  readonly expected: () => readonly ObjectPlan[];
  readonly conditional: boolean;
}

/** A field with a connector of its own. */
export interface FieldCall {
  readonly site: CallSite;
  readonly args: ReadArguments | undefined;
  readonly field: PlannedField;
  /** Where the body alone is enough for it. */
  readonly direct: ReadDirectly | undefined;
}

export type ReadArguments = (variables: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;

/** Reads the value straight from a body, completed. */
export interface ReadDirectly {
  /** Whether the body has to be read without loss, and not by `JSON.parse` alone. */
  readonly needsExact: boolean;
  /** `undefined` where the body is to be mapped, as if nothing was done. */
  read(body: unknown, run: Run): DirectValue | undefined;
}

export interface DirectValue {
  readonly value: unknown;
  /** The objects in it that wait for calls, as in `Run.pending`. */
  readonly pending: Map<ObjectPlan, Slot[]> | undefined;
}

/** Writes one value as its GraphQL type wants it; what cannot be written is null and an error at `prev`, `key`. */
export type Complete = (value: unknown, prev: Path | undefined, key: string | number, run: Run) => unknown;

export interface PlannedField {
  readonly responseName: string;
  /** Its key in the mapped output that has it. */
  readonly name: string;
  /** Whether objects inherit a property of that name, such as `constructor`. */
  readonly isInherited: boolean;
  readonly coordinate: string;
  readonly type: GraphQLOutputType;
  readonly complete: Complete;
  readonly isList: boolean;
  readonly isNullable: boolean;
  readonly conditional: boolean;
  readonly place: Place | undefined;
}

export interface Place {
  /** By name of the concrete type. */
  readonly plans: ReadonlyMap<string, ObjectPlan>;
}

export interface ObjectPlan {
  readonly typeName: string;
  /** In the order of the selection, whatever the order of the answers. */
  readonly layout: readonly LayoutEntry[];
  readonly steps: readonly Step[];
  /** False where a response name is `__proto__`, which a plain object cannot hold. */
  readonly plainNames: boolean;
  /** Where the object is a mere reference (`author: { id: authorId }`): when it is one to nothing. */
  readonly reference: ReferenceRule | undefined;
}

/** `any`: the keys that its calls need, all of them. `all`: no call needs one, so it takes all of them to be null. */
export interface ReferenceRule {
  readonly keys: readonly string[];
  readonly isNullBy: "any" | "all";
}

export type LayoutEntry =
  | { readonly kind: "typename"; readonly responseName: string }
  | { readonly kind: "known"; readonly field: PlannedField }
  /** Null until a step brings it. */
  | { readonly kind: "later"; readonly responseName: string }
  | { readonly kind: "unresolved"; readonly responseName: string; readonly coordinate: string };

/** A call for all objects at a place. It runs after the steps that bring its inputs. */
export interface Step {
  readonly site: CallSite;
  readonly after: readonly number[];
  readonly inputs: readonly StepInput[];
  /** Where all inputs come from, if it is one source. */
  readonly from: number | undefined;
  readonly readKey: ReadKey;
  readonly gives: StepGift;
  /** Whether an object with a null in its key is passed over. */
  readonly needsKey: boolean;
}

/**
 * `field`: the answer is the value of one field, which may be there only as another step's input. `entity`: it is the
 * object again, with these fields. `whole`: the object is nothing but the answer (a reference to an interface).
 */
export type StepGift =
  | { readonly kind: "field"; readonly call: FieldCall; readonly isSelected: boolean }
  | { readonly kind: "entity"; readonly fields: readonly PlannedField[] }
  | { readonly kind: "whole"; readonly complete: Complete; readonly place: Place };

/** One field of the representation, from `Slot.known[from]`. */
export interface StepInput {
  readonly name: string;
  readonly tree: KeyTree;
  readonly from: number;
}

/** The state of one run of a plan. */
export interface Run {
  /** Coerced, but for the representations. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operation: OperationContext;
  readonly errors: SubgraphError[];
  /**
   * Objects that wait for calls, by their place. Filled while a value is completed, which is synchronous, and taken by
   * whoever completed it right after: there are none whenever control is given away.
   */
  pending: Map<ObjectPlan, Slot[]> | undefined;
  /** Batches that are about to be sent: steps of one connector that start together share them. */
  batches: Map<CompiledConnector, BatchRequest[]> | undefined;
}

/** One object of the response that is still being filled. */
export interface Slot {
  /** What is known of it, in the order of `ObjectPlan.steps`: first where it came from, then each step's answer. */
  readonly known: (Readonly<Record<string, unknown>> | undefined)[];
  out: Record<string, unknown> | null;
  readonly path: Path;
  /** Errors of its steps, by their index: what waits for one of them fails with it. */
  failures: Map<number, CallError> | undefined;
  /** True once a step, or the representation itself, gave it something. Without that an entity is null. */
  found: boolean;
}

/** Objects with equal keys, and what stands for them in a request. */
export interface KeyGroup {
  /** `undefined` where part of the key is null: such a group matches nothing. */
  readonly key: string | undefined;
  readonly representation: Readonly<Record<string, unknown>>;
  readonly slots: Slot[];
}

/** What one step asks of a batch, and where it waits. */
export interface BatchRequest {
  readonly step: Step;
  readonly groups: readonly KeyGroup[];
  readonly resolve: (outcomes: readonly CallOutcome[]) => void;
  readonly reject: (error: unknown) => void;
}

/** A place in the response, innermost first: `{ key: "name", prev: { key: 0, prev: { key: "users" } } }`. */
export interface Path {
  readonly prev: Path | undefined;
  readonly key: string | number;
}
