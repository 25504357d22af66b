import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { readJson, writeJson } from '../storage/jsonFile';
import { emptyDirectory, withChanges, type Directory, type TreeChange } from './tree';

const commitSchema = v.object({
  id: v.string(),
  parent_ids: v.array(v.string()),
  message: v.string(),
  author: v.string(),
  email: v.string(),
  timestamp: v.string(),
});

export type Commit = v.InferOutput<typeof commitSchema>;

/** On disk a commit is what it changed: 100 000 files are written once, not with every commit again. */
const recordSchema = v.object({
  sequence: v.number(),
  commit: commitSchema,
  changes: v.array(v.tuple([v.string(), v.string(), v.number(), v.number()])),
});

export interface NewCommit {
  readonly message: string;
  readonly author: string;
  readonly email: string;
}

/** The commits of one repository, each with its whole tree in memory (trees share what is equal). */
export class Commits {
  readonly #commits = new Map<string, { readonly commit: Commit; readonly tree: Directory }>();

  constructor(private readonly directory: string) {
    if (!existsSync(directory)) return;
    const files = readdirSync(directory).filter((name) => name.endsWith('.json'));
    const records = files.map((name) => readJson(join(directory, name), recordSchema));
    records.sort((a, b) => a.sequence - b.sequence);
    for (const { commit, changes } of records) {
      this.#remember(
        commit,
        changes.map(([path, hash, size, time]) => ({ path, hash, size, time })),
      );
    }
  }

  get isEmpty(): boolean {
    return this.#commits.size === 0;
  }

  get(id: string): Commit | undefined {
    return this.#commits.get(id)?.commit;
  }

  treeOf(id: string): Directory {
    return this.#commits.get(id)?.tree ?? emptyDirectory(id);
  }

  add(parentId: string | undefined, input: NewCommit, changes: readonly TreeChange[]): Commit {
    const commit: Commit = {
      id: createHash('md5').update(randomUUID()).digest('hex').replace(/^0+/, ''),
      parent_ids: parentId === undefined ? [] : [parentId],
      message: input.message,
      author: input.author,
      email: input.email,
      timestamp: new Date().toISOString(),
    };
    writeJson(join(this.directory, `${commit.id}.json`), {
      sequence: this.#commits.size,
      commit,
      changes: changes.map(({ path, hash, size, time }) => [path, hash, size, time]),
    });
    this.#remember(commit, changes);
    return commit;
  }

  /** Newest first, along first parents: there are no merges of two lines here. */
  history(headId: string): Commit[] {
    const line: Commit[] = [];
    for (let commit = this.get(headId); commit; commit = this.get(commit.parent_ids[0] ?? ''))
      line.push(commit);
    return line;
  }

  #remember(commit: Commit, changes: readonly TreeChange[]): void {
    const parentId = commit.parent_ids[0];
    const before = parentId === undefined ? emptyDirectory(commit.id) : this.treeOf(parentId);
    this.#commits.set(commit.id, { commit, tree: withChanges(before, changes, commit.id) });
  }
}
