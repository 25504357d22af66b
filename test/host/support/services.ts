/** The services as extension.ts builds them, but without a window to ask: state in memory, answers from the test. */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { Journals } from '../../../src/core/upload/journal/journals';
import { HashCache } from '../../../src/core/files/hashCache';
import { Listings } from '../../../src/core/upload/plan/listings';
import { SharedLimits } from '../../../src/core/upload/limits/sharedLimits';
import { parseOrigin } from '../../../src/core/oxen/address';
import { parseBranch } from '../../../src/core/oxen/branchName';
import { isRefusal, repoDirectory } from '../../../src/core/repoPath';
import { ServerMemory } from '../../../src/core/upload/engines/serverMemory';
import { Accounts } from '../../../src/vscode/accounts';
import type { KnownTarget } from '../../../src/core/upload/plan/knownTarget';
import { Log } from '../../../src/vscode/log/log';
import { Network } from '../../../src/vscode/network';
import { PlainHttp } from '../../../src/vscode/plainHttp';
import type { Services } from '../../../src/vscode/commands/command';
import { type Prompts, prompts } from '../../../src/vscode/prompts';
import type { Question } from '../../../src/vscode/prompts/choose';
import { Settings } from '../../../src/vscode/settings';
import { Targets } from '../../../src/vscode/targets';
import { Uploads } from '../../../src/vscode/uploads/uploads';
import { DroppedFolders } from '../../../src/vscode/views/drop/droppedFolders';
import { OpenedRepositories } from '../../../src/vscode/views/openedRepositories';
import { RepositoriesTree } from '../../../src/vscode/views/treeDataProvider';

interface Parts {
  /** Those of another window, which this one is to find. */
  readonly journals?: Journals | undefined;
  /** Where dropped files are kept. */
  readonly storage?: string;
  readonly secrets?: vscode.SecretStorage;
}

export function makeServices(
  answers: Partial<Prompts> = {},
  {
    journals = new Journals(join(tmpdir(), `runs-${randomUUID()}`)),
    storage = join(tmpdir(), `dropped-${randomUUID()}`),
    secrets = new MemorySecrets(),
  }: Parts = {},
) {
  const asked: string[] = [];
  const scripted: Prompts = {
    ...prompts,
    askText: async (question) => {
      asked.push(question.title);
      return await question.read(question.value ?? '', new AbortController().signal);
    },
    confirm: ({ message }) => {
      asked.push(message);
      return Promise.resolve(true);
    },
    ...answers,
  };
  const log = new Log();
  const settings = new Settings(log);
  const network = new Network(settings);
  const everywhere = new MemoryState();
  const plainHttp = new PlainHttp(everywhere, scripted);
  const accounts = new Accounts({ secrets, settings, network, plainHttp, log });
  const targets = new Targets({ everywhere, here: new MemoryState() });
  const state = join(tmpdir(), `oxen-state-${randomUUID()}`);
  const hashes = new HashCache(join(state, 'hashes'));
  const listings = new Listings(join(state, 'listings'));
  const servers = new ServerMemory(join(state, 'servers.json'));
  const dropped = new DroppedFolders(storage, journals);
  const limits = new SharedLimits();
  const uploads = new Uploads({
    ...{ accounts, dropped, hashes, journals, limits, listings, servers, settings, targets, log },
    prompts: scripted,
  });
  const opened = new OpenedRepositories(everywhere);
  const repositories = new RepositoriesTree({ accounts, targets, opened, log });
  // Not the log: its channel is that of the extension itself, which runs in this host too.
  const all = vscode.Disposable.from(settings, network, accounts, targets, uploads, repositories);
  const services: Services = {
    accounts,
    dropped,
    journals,
    log,
    opened,
    prompts: scripted,
    repositories,
    settings,
    targets,
    uploads,
  };
  const dispose = () => {
    all.dispose();
    rmSync(state, { recursive: true, force: true });
  };
  return { ...services, asked, dispose };
}

/** Presses these buttons, one a question, in this order; it knows what was asked. */
export function pressing(...labels: string[]) {
  const questions: string[] = [];
  const press = <T>({ message, detail = [], answers }: Question<T>): Promise<T | undefined> => {
    questions.push([message, ...detail].join(' '));
    const label = labels.shift();
    return Promise.resolve(answers.find((answer) => answer.label === label)?.value);
  };
  return { questions, prompts: { choose: press, decide: press } };
}

export function targetAt(origin: string, directory = ''): KnownTarget {
  const checked = repoDirectory(directory);
  if (isRefusal(checked)) throw new TypeError(checked.reason);
  return {
    origin: parseOrigin(origin),
    repository: { namespace: 'ox', name: 'cats' },
    branch: parseBranch('main'),
    directory: checked,
  };
}

export class MemoryState implements vscode.Memento {
  private readonly values = new Map<string, unknown>();

  keys(): readonly string[] {
    return [...this.values.keys()];
  }

  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- vscode.Memento is made like that
  get<T>(key: string): T | undefined;
  get<T>(key: string, otherwise: T): T;
  get(key: string, otherwise?: unknown): unknown {
    return this.values.get(key) ?? otherwise;
  }

  update(key: string, value: unknown): Promise<void> {
    // What a memento keeps has to survive as JSON.
    this.values.set(key, value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown));
    return Promise.resolve();
  }
}

export class MemorySecrets implements vscode.SecretStorage {
  private readonly values = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.SecretStorageChangeEvent>();
  readonly onDidChange = this.changed.event;

  keys(): Promise<string[]> {
    return Promise.resolve([...this.values.keys()]);
  }

  get(key: string): Promise<string | undefined> {
    return Promise.resolve(this.values.get(key));
  }

  store(key: string, value: string): Promise<void> {
    this.values.set(key, value);
    this.changed.fire({ key });
    return Promise.resolve();
  }

  delete(key: string): Promise<void> {
    this.values.delete(key);
    this.changed.fire({ key });
    return Promise.resolve();
  }
}
