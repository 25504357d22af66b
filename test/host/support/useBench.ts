/** A server with the empty repository ox/cats, a folder of files, and an author: what tests of uploads begin with. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { commitFiles } from '../../support/commitFiles';
import { startOxenServer, type RunningOxenServer } from '../../oxen-server';

const History = v.object({ commits: v.array(v.object({ message: v.string() })) });
const Workspaces = v.object({ workspaces: v.array(v.object({ id: v.string() })) });

export class Bench {
  constructor(
    readonly oxen: RunningOxenServer,
    private readonly folder: string,
  ) {}

  /** Writes a file, and tells where. */
  file(name: string, content: string | Uint8Array = name): string {
    const at = path.join(this.folder, name);
    writeFileSync(at, content);
    return at;
  }

  /** Takes a file away again. */
  remove(name: string): void {
    rmSync(path.join(this.folder, name));
  }

  /** What somebody else does on `main`. */
  async commitOfOthers(files: Readonly<Record<string, string>>): Promise<void> {
    const repository = this.oxen.repository('ox', 'cats');
    assert.ok(repository);
    await commitFiles(repository, files);
  }

  /** The content at a path of a branch; `undefined` where there is none. */
  async read(at: string, branch = 'main'): Promise<string | undefined> {
    const response = await this.get(`file/${branch}/${at}`);
    return response.status === 200 ? response.text() : undefined;
  }

  /** First lines of the branch's messages, newest first; none for a branch that is not there. */
  async messages(branch = 'main'): Promise<readonly (string | undefined)[]> {
    const response = await this.get(`commits/history/${branch}`);
    if (response.status !== 200) return [];
    return v.parse(History, await response.json()).commits.map(({ message }) => message.split('\n')[0]);
  }

  async workspaces(): Promise<readonly string[]> {
    const reply = v.parse(Workspaces, await (await this.get('workspaces')).json());
    return reply.workspaces.map(({ id }) => id);
  }

  private get(what: string): Promise<Response> {
    return fetch(`${this.oxen.origin}/api/repos/ox/cats/${what}`);
  }
}

/** Made again for each test of the `describe` it is called in. */
export function useBench(): () => Bench {
  const commit = vscode.workspace.getConfiguration('oxen.commit');
  const setAuthor = async (author?: string, email?: string) => {
    await commit.update('author', author, vscode.ConfigurationTarget.Global);
    await commit.update('email', email, vscode.ConfigurationTarget.Global);
  };
  let bench: Bench | undefined;
  let folder = '';
  before(() => setAuthor('Ox', 'ox@example.com'));
  beforeEach(async () => {
    const oxen = await startOxenServer();
    oxen.createRepository('ox', 'cats');
    folder = mkdtempSync(path.join(tmpdir(), 'uploads-'));
    bench = new Bench(oxen, folder);
  });
  afterEach(async () => {
    await bench?.oxen.close();
    rmSync(folder, { recursive: true });
  });
  after(() => setAuthor());
  return () => {
    if (bench === undefined) throw new Error('Use it in tests and hooks only.');
    return bench;
  };
}
