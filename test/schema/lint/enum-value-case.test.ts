import { expect, it } from "@jest/globals";
import { lintSubgraphs } from "../../../subgraphs/lint/lint-subgraphs.ts";
import { lintSdl, readLinted, shortly } from "../../support/lint-sdl.ts";

const sdl = "type Query { a: Kind }\nenum Kind { open inProgress DONE DONE_2 }";

it("finds enum values that are not in SCREAMING_SNAKE_CASE", () => {
  expect(lintSdl("ENUM_VALUE_CASE", { tasks: sdl }).map(shortly)).toEqual([
    "tasks.graphql:2:13 `Kind.open` is not in SCREAMING_SNAKE_CASE, as enum values are.\nCall it `OPEN`.",
    "tasks.graphql:2:18 `Kind.inProgress` is not in SCREAMING_SNAKE_CASE, as enum values are.\nCall it `IN_PROGRESS`.",
  ]);
});

it("is off by default: a value that is the service's own needs no mapping", () => {
  expect(lintSubgraphs({ subgraphs: [readLinted("tasks", sdl)] })).toEqual([]);
});
