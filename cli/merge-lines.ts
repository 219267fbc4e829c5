/**
 * Three-way merge by lines. `base` is what both started from: here, what an earlier import wrote; `mine` is what people
 * made of it, `theirs` what the import writes now.
 */
import { diffArrays } from "diff";

export interface MergedLines {
  readonly text: string;
  /** Places that both changed, each differently. `mine` stays in the text. */
  readonly conflicts: readonly MergeConflict[];
}

export interface MergeConflict {
  /** In the merged text, from 1. */
  readonly line: number;
  readonly mine: string;
  readonly theirs: string;
}

export function mergeLines(base: string, mine: string, theirs: string): MergedLines {
  const original = base.split("\n");
  const changes = [
    ...changesOf(original, mine.split("\n"), "mine"),
    ...changesOf(original, theirs.split("\n"), "theirs"),
  ].toSorted((a, b) => a.start - b.start || a.end - b.end);
  const merged: string[] = [];
  const conflicts: MergeConflict[] = [];
  let at = 0;
  for (let index = 0; index < changes.length;) {
    const group = [changes[index]].filter((change) => change !== undefined);
    let end = group[0]?.end ?? at;
    const start = group[0]?.start ?? at;
    index += 1;
    for (let next = changes[index]; next && areOne({ start, end }, group, next); next = changes[index]) {
      group.push(next);
      end = Math.max(end, next.end);
      index += 1;
    }
    merged.push(...original.slice(at, start));
    at = end;
    const side = (name: Side): string[] =>
      applied(
        original,
        { start, end },
        group.filter((each) => each.side === name),
      );
    const [ours, new_] = [side("mine"), side("theirs")];
    const isOneSided = group.every((each) => each.side === group[0]?.side);
    if (isOneSided) merged.push(...(group[0]?.side === "mine" ? ours : new_));
    else {
      if (ours.join("\n") !== new_.join("\n")) {
        conflicts.push({ line: merged.length + 1, mine: ours.join("\n"), theirs: new_.join("\n") });
      }
      merged.push(...ours);
    }
  }
  merged.push(...original.slice(at));
  return { text: merged.join("\n"), conflicts };
}

/**
 * Changes that touch the same lines, or add lines at the same place, are one. What one side adds before lines that the other
 * changed is not: a new field stays apart from the next one, which was edited, unless that edit added the field already.
 */
function areOne(
  { start, end }: { readonly start: number; readonly end: number },
  group: readonly Change[],
  next: Change,
): boolean {
  if (next.start < end) return true;
  if (next.start !== start) return false;
  const added = new Set(group.flatMap(({ lines }) => lines).filter((line) => line.trim() !== ""));
  return next.end === start || next.lines.some((line) => added.has(line));
}

type Side = "mine" | "theirs";

/** Lines `start` to `end` (exclusive) of the original, and what one side has there. */
interface Change {
  readonly side: Side;
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

function changesOf(original: readonly string[], changed: readonly string[], side: Side): Change[] {
  const changes: Change[] = [];
  let at = 0;
  let open: { start: number; end: number; lines: string[] } | undefined;
  const close = (): void => {
    if (open) changes.push({ side, ...open });
    open = undefined;
  };
  for (const { added, removed, value } of diffArrays([...original], [...changed])) {
    if (!added && !removed) {
      close();
      at += value.length;
      continue;
    }
    open ??= { start: at, end: at, lines: [] };
    if (added) open.lines.push(...value);
    else {
      at += value.length;
      open.end = at;
    }
  }
  close();
  return changes;
}

function applied(
  original: readonly string[],
  { start, end }: { readonly start: number; readonly end: number },
  changes: readonly Change[],
): string[] {
  const lines: string[] = [];
  let at = start;
  for (const change of changes) {
    lines.push(...original.slice(at, change.start), ...change.lines);
    at = change.end;
  }
  return [...lines, ...original.slice(at, end)];
}
