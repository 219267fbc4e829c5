/** A connector with all that is known of it and of the documents. */
import type { Connector } from "../connect/connector.ts";
import type { Contract } from "./contract.ts";
import type { DriftReport } from "./drift-report.ts";
import type { FormerEnums } from "./rule-context.ts";
import type { ConnectorPlace, SdlPlaces } from "./places.ts";
import type { Pair } from "./value.ts";

export interface ConnectorCheck {
  readonly connector: Connector;
  readonly place: ConnectorPlace;
  readonly places: SdlPlaces;
  readonly contracts: Pair<Contract>;
  readonly report: DriftReport;
  /** Types that were followed through their `@mapping` at a place of the documents. */
  readonly followed: Set<string>;
  readonly forward: readonly string[];
  readonly formerEnums: FormerEnums;
}
