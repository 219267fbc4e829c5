/** What is measured: which question, over how many connections, and who answers it. */
import { questions } from "../servers/blog.js";
import { restuary } from "./start-server.ts";

export interface Question {
  readonly query: string;
  readonly answer: unknown;
}

export interface Work {
  readonly id: string;
  readonly title: string;
  readonly question: Question;
  readonly upstreamMs: number;
  /** 50 keep a CPU busy, as the cost of a request needs it; 8 leave it room, so that latency is not the length of a queue. */
  readonly connections: number;
  /** Ids of contenders. The first is what the others are compared with. */
  readonly contenders: readonly ContenderId[];
  readonly seconds: number;
  readonly rounds: number;
  /** Part of the check against bench/baseline.json. */
  readonly isChecked?: boolean;
}

export type ContenderId = "G" | "T1" | "T2" | "T3" | "T1a" | "10 types" | "100 types" | "1000 types";

interface Contender {
  readonly name: string;
  /** Of Node.js, in the folder of the package. */
  readonly args: readonly string[];
}

const serve = (project: string, ...more: readonly string[]): readonly string[] =>
  [restuary, "serve", "-C", `bench/work/${project}`, "--host", "127.0.0.1", "--port", "0"].concat(more);

export const contenders: Readonly<Record<ContenderId, Contender>> = {
  G: { name: "the floor, hand-written, no GraphQL", args: ["bench/servers/floor.js"] },
  T1: { name: "`restuary serve`, declared subgraphs", args: serve("declared") },
  T2: {
    name: "the same, `share: operation`",
    args: serve("declared", "--config", "sharing.config.yaml"),
  },
  T3: { name: "`restuary serve`, coded subgraphs", args: serve("coded") },
  T1a: {
    name: "declared subgraphs, all requests through Apollo Server",
    args: serve("declared", "--config", "hooked.config.js"),
  },
  "10 types": { name: "declared subgraphs, 10 types", args: serve("declared-10") },
  "100 types": { name: "declared subgraphs, 100 types", args: serve("declared-100") },
  "1000 types": { name: "declared subgraphs, 1,000 types", args: serve("declared-1000") },
};

/** Of the graphs that grow. */
export const typeCounts: readonly number[] = [10, 100, 1000];

export const works: readonly Work[] = [
  {
    id: "posts-with-users",
    title: "posts with users",
    question: questions.postsWithUsers,
    upstreamMs: 0,
    connections: 50,
    contenders: ["G", "T1", "T2", "T3"],
    seconds: 1,
    rounds: 5,
    isChecked: true,
  },
  {
    id: "post-titles",
    title: "`{posts{title}}`",
    question: questions.postTitles,
    upstreamMs: 0,
    connections: 50,
    contenders: ["G", "T1", "T2", "T3"],
    seconds: 0.7,
    rounds: 3,
  },
  {
    id: "typename",
    title: "`{__typename}`",
    question: questions.typename,
    upstreamMs: 0,
    connections: 50,
    contenders: ["G", "T1", "T2", "T1a"],
    seconds: 0.7,
    rounds: 3,
    isChecked: true,
  },
  {
    id: "upstream-5-ms",
    title: "posts with users, upstream 5 ms",
    question: questions.postsWithUsers,
    upstreamMs: 5,
    connections: 8,
    contenders: ["G", "T1", "T2", "T3"],
    seconds: 1,
    rounds: 3,
  },
  {
    id: "schema-size",
    title: "posts with users as the schema grows",
    question: questions.postsWithUsers,
    upstreamMs: 0,
    connections: 50,
    contenders: ["10 types", "100 types", "1000 types"],
    seconds: 0.8,
    rounds: 4,
  },
];
