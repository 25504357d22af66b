import { existsSync } from 'node:fs';
import * as v from 'valibot';
import { readJson, writeJson } from '../storage/jsonFile';

export interface Branch {
  readonly name: string;
  readonly commit_id: string;
}

/** Branch names to commit ids, on disk after each move. */
export class Branches {
  readonly #heads: Map<string, string>;

  constructor(private readonly path: string) {
    const stored = existsSync(path) ? readJson(path, v.array(v.tuple([v.string(), v.string()]))) : [];
    this.#heads = new Map(stored);
  }

  get(name: string): Branch | undefined {
    const commitId = this.#heads.get(name);
    return commitId === undefined ? undefined : { name, commit_id: commitId };
  }

  /** In the order of their names, as the key-value store behind the real ones gives them. */
  list(): Branch[] {
    return [...this.#heads]
      .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      .map(([name, commit_id]) => ({ name, commit_id }));
  }

  set(name: string, commitId: string): Branch {
    this.#heads.set(name, commitId);
    writeJson(this.path, [...this.#heads]);
    return { name, commit_id: commitId };
  }
}

/** @see liboxen 0.50.7 core/refs/ref_manager.rs:225 */
export function isValidBranchName(name: string): boolean {
  return !/\.\.|[~^:?[*\\ ]|@\{|^@$|\.$/.test(name);
}
