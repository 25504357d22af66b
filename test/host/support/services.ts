/** The services of a window, but with nobody to ask: state in memory, answers from the test. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as vscode from 'vscode';
import { parseOrigin } from '../../../src/core/oxen/address';
import { parseBranch } from '../../../src/core/oxen/branchName';
import { isRefusal, repoDirectory } from '../../../src/core/repoPath';
import type { KnownTarget } from '../../../src/core/upload/target/knownTarget';
import { Log } from '../../../src/vscode/log/log';
import { type Prompts, prompts } from '../../../src/vscode/prompts';
import type { Question } from '../../../src/vscode/prompts/choose';
import { createServices } from '../../../src/vscode/services';
import type { OpenReview } from '../../../src/vscode/uploads/review/openReview';

/** As it is built for the extension; this runs as out/test/host/….test.js. */
const UPLOAD_SCRIPT = resolve(__dirname, '../../../dist/uploads.js');

interface TestParts {
  /** That of another window, whose uploads this one is to find. */
  readonly storage?: string | undefined;
  readonly secrets?: vscode.SecretStorage;
  /** What is done when a review can be answered; without it, yes is said. */
  readonly review?: (review: OpenReview) => unknown;
}

export type TestServices = ReturnType<typeof makeServices>;

export function makeServices(
  answers: Partial<Prompts> = {},
  { storage: shared, secrets = new MemorySecrets(), review = accept }: TestParts = {},
) {
  const storage = shared ?? join(tmpdir(), `oxen-storage-${randomUUID()}`);
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
  const services = createServices({
    state: { everywhere: new MemoryState(), here: new MemoryState() },
    secrets,
    storage,
    uploadScript: UPLOAD_SCRIPT,
    prompts: scripted,
    log: new Log(), // not disposed: its channel is that of the extension itself, which runs in this host too
  });
  let answered: OpenReview | undefined;
  services.reviews.onDidChange(() => {
    const { current } = services.reviews;
    const isNew = current !== answered;
    answered = current?.isReady === true ? current : undefined;
    if (answered === undefined || !isNew) return;
    const { title, prompt } = answered.content();
    asked.push(`${title} ${prompt}`);
    review(answered);
  });
  const dispose = () => {
    services.dispose();
    if (shared === undefined)
      rmSync(storage, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }); // its process may still write
  };
  return { ...services, storage, asked, dispose };
}

function accept(review: OpenReview): void {
  review.accept();
}

/** Presses the icon of the review's box whose tooltip begins so. */
export function pressIcon(review: OpenReview, tooltip: string): void {
  const button = review.content().buttons.find((one) => one.tooltip.startsWith(tooltip));
  assert.ok(button);
  button.run();
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
