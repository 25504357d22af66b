import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { readJson, writeJson } from '../storage/jsonFile';

export interface StagedFile {
  readonly hash: string;
  readonly size: number;
  /** Of the blob, in ms since 1970. */
  readonly time: number;
  readonly status: 'Added' | 'Modified';
}

export interface Workspace {
  readonly id: string;
  readonly name: string | undefined;
  readonly createdAt: string;
  readonly baseId: string;
  readonly staged: ReadonlyMap<string, StagedFile>;
}

interface MutableWorkspace extends Workspace {
  baseId: string;
  readonly staged: Map<string, StagedFile>;
}

const headerSchema = v.object({
  id: v.string(),
  name: v.optional(v.string()),
  createdAt: v.string(),
  baseId: v.string(),
});
const lineSchema = v.tuple([
  v.string(),
  v.nullable(
    v.object({
      hash: v.string(),
      size: v.number(),
      time: v.number(),
      status: v.picklist(['Added', 'Modified']),
    }),
  ),
]);

/**
 * The workspaces of one repository. What is staged is a log of lines, so that staging costs what is new and not what
 * is there already.
 */
export class Workspaces {
  readonly #workspaces = new Map<string, MutableWorkspace>();

  constructor(private readonly directory: string) {
    for (const name of existsSync(directory) ? readdirSync(directory) : []) {
      const header = readJson(join(directory, name, 'workspace.json'), headerSchema);
      const staged = readLog(join(directory, name, 'staged.jsonl'));
      this.#workspaces.set(header.id, { ...header, name: header.name, staged });
    }
  }

  /** By id or by name: the server takes either everywhere (docs/protocol/workspaces.md#opening). */
  get(idOrName: string): Workspace | undefined {
    return this.#find(idOrName);
  }

  list(): Workspace[] {
    return [...this.#workspaces.values()];
  }

  create(id: string, name: string | undefined, baseId: string): Workspace {
    const workspace = { id, name, createdAt: new Date().toISOString(), baseId, staged: new Map() };
    this.#workspaces.set(id, workspace);
    this.#writeHeader(workspace);
    return workspace;
  }

  stage(id: string, files: readonly (readonly [path: string, file: StagedFile | null])[]): void {
    const workspace = this.#find(id);
    if (!workspace || files.length === 0) return;
    for (const [path, file] of files) {
      if (file) workspace.staged.set(path, file);
      else workspace.staged.delete(path);
    }
    const lines = files.map((entry) => `${JSON.stringify(entry)}\n`).join('');
    appendFileSync(this.#logOf(workspace), lines);
  }

  /** After a commit a named workspace goes on from it, an unnamed one is gone (docs/protocol/workspaces.md#life). */
  finish(id: string, commitId: string): void {
    const workspace = this.#find(id);
    if (!workspace) return;
    if (workspace.name === undefined) {
      this.delete(id);
      return;
    }
    workspace.baseId = commitId;
    workspace.staged.clear();
    writeFileSync(this.#logOf(workspace), '');
    this.#writeHeader(workspace);
  }

  delete(id: string): void {
    const workspace = this.#find(id);
    if (!workspace) return;
    this.#workspaces.delete(workspace.id);
    rmSync(this.#directoryOf(workspace), { recursive: true, force: true });
  }

  #find(idOrName: string): MutableWorkspace | undefined {
    return (
      this.#workspaces.get(idOrName) ?? [...this.#workspaces.values()].find(({ name }) => name === idOrName)
    );
  }

  #directoryOf({ id }: Workspace): string {
    return join(this.directory, createHash('sha256').update(id).digest('hex'));
  }

  #logOf(workspace: Workspace): string {
    return join(this.#directoryOf(workspace), 'staged.jsonl');
  }

  #writeHeader(workspace: Workspace): void {
    const { id, name, createdAt, baseId } = workspace;
    mkdirSync(this.#directoryOf(workspace), { recursive: true });
    writeJson(join(this.#directoryOf(workspace), 'workspace.json'), { id, name, createdAt, baseId });
  }
}

function readLog(path: string): Map<string, StagedFile> {
  const staged = new Map<string, StagedFile>();
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  for (const line of lines.filter((text) => text !== '')) {
    const [file, entry] = v.parse(lineSchema, JSON.parse(line));
    if (entry) staged.set(file, entry);
    else staged.delete(file);
  }
  return staged;
}
