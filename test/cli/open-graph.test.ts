import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { openGraph, type KeptWork } from "../../cli/open-graph.ts";
import { openProject } from "../../cli/project.ts";
import { theguildComposer } from "../../schema/theguild-composer.ts";
import { createTestProject, declared, postsSdl, usersSdl, type TestProject } from "./project.ts";

const users = declared("http://users.test", usersSdl);

describe("openGraph, of a project that is opened again", () => {
  let project: TestProject;
  let composed: string[][];
  let kept: KeptWork;

  beforeEach(() => {
    project = createTestProject({
      "subgraphs/posts.graphql": declared("http://posts.test", postsSdl),
      "subgraphs/users.graphql": users,
    });
    composed = [];
    kept = {
      sources: new Map(),
      composer: (services) => {
        composed.push(services.map(({ name }) => name));
        return theguildComposer(services);
      },
    };
  });
  afterEach(() => project.remove());

  /** @returns The fields of `Query`; nothing where there is no graph. */
  async function open(): Promise<string | undefined> {
    const { graph } = await openGraph(await openProject({ dir: project.dir }), { production: false, kept });
    await graph?.close();
    return graph && Object.keys(graph.schema.getQueryType()?.getFields() ?? {}).join(" ");
  }

  it("composes nothing for a change that changes nothing", async () => {
    expect(await open()).toBe("posts user");
    project.write({ "subgraphs/users.graphql": `# Who writes posts.\n${users}` });
    expect(await open()).toBe("posts user");
    expect(composed).toEqual([["posts", "users"]]);
  });

  it("reads what has changed alone, and composes all again", async () => {
    await open();
    const before = new Map(kept.sources);
    project.write({ "subgraphs/users.graphql": users.replace("user(id: ID!)", "person(id: ID!)") });
    expect(await open()).toBe("posts person");
    expect(composed).toHaveLength(2);
    expect(kept.sources.get("posts")).toBe(before.get("posts"));
    expect(kept.sources.get("users")).not.toBe(before.get("users"));
  });

  it("tells the same findings again, and serves what was composed before a mistake after it", async () => {
    await open();
    project.write({ "subgraphs/users.graphql": users.replace("name: String", "name: Strin") });
    expect(await open()).toBeUndefined();
    expect(await open()).toBeUndefined();
    project.write({ "subgraphs/users.graphql": users });
    expect(await open()).toBe("posts user");
    expect(composed).toHaveLength(1);
  });
});
