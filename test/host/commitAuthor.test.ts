import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mock } from 'node:test';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { UploadEnding } from '../../src/core/upload/process/ending';
import { UserError } from '../../src/core/userError';
import type { OpenReview } from '../../src/vscode/uploads/review/openReview';
import { makeServices, pressIcon, targetAt, type TestServices } from './support/services';
import { useBench } from './support/useBench';

const History = v.object({ commits: v.array(v.object({ author: v.string(), email: v.string() })) });

describe('an upload of which nobody knows whom the commit is by', () => {
  const bench = useBench();
  let services: TestServices;
  afterEach(() => {
    mock.restoreAll();
    services.dispose();
  });

  const commit = () => vscode.workspace.getConfiguration('oxen.commit');
  const set = async (author?: string, email?: string) => {
    await commit().update('author', author, vscode.ConfigurationTarget.Global);
    await commit().update('email', email, vscode.ConfigurationTarget.Global);
  };
  const nowhere = mkdtempSync(path.join(tmpdir(), 'no-identity-'));
  const identities = {
    OXEN_CONFIG_DIR: nowhere,
    GIT_CONFIG_GLOBAL: path.join(nowhere, 'gitconfig'),
    GIT_CONFIG_NOSYSTEM: '1',
  };
  const earlier = Object.keys(identities).map((name) => [name, process.env[name]] as const);
  before(() => Object.assign(process.env, identities));
  beforeEach(() => set());
  after(async () => {
    for (const [name, value] of earlier) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    rmSync(nowhere, { recursive: true });
    await set('Ox', 'ox@example.com'); // as the other suites of the bench begin with
  });

  it('asks for name and e-mail address after the message, and keeps them', async () => {
    const steps: string[] = [];
    services = makeServices(
      {},
      { review: (review) => answer(review, [undefined, ' Ada ', 'ada@example.org'], steps) },
    );
    await upload('a.txt');

    assert.deepEqual(steps, [
      '1/3 Upload a.txt',
      '2/3 Your name (saved in the settings) ',
      '3/3 Your e-mail address (saved in the settings) ',
    ]);
    assert.deepEqual(await authors(), ['Ada <ada@example.org>']);
    assert.deepEqual([commit().get('author'), commit().get('email')], ['Ada', 'ada@example.org']);
    steps.length = 0;
    await upload('b.txt');
    assert.deepEqual(steps, [' Upload b.txt']);
  });

  it('suggests what is known of them', async () => {
    await set('Ada');
    const steps: string[] = [];
    services = makeServices(
      {},
      { review: (review) => answer(review, [undefined, undefined, 'ada@example.org'], steps) },
    );
    await upload('a.txt');

    assert.equal(steps[1], '2/3 Your name (saved in the settings) Ada');
    assert.deepEqual(await authors(), ['Ada <ada@example.org>']);
  });

  it('goes back to the message, and wants all of them', async () => {
    services = makeServices(
      {},
      {
        review: (review) => {
          review.accept();
          review.accept();
          assert.equal(review.content().complaint, 'A commit needs an author.');
          pressIcon(review, 'Edit Message…');
          assert.equal(review.content().text, 'Upload a.txt');
          review.upload.cancel();
        },
      },
    );
    assert.equal((await upload('a.txt')).kind, 'cancelled');
  });

  it('goes on when the settings cannot keep them, and says so', async () => {
    const warnings: string[] = [];
    services = makeServices(
      { warn: (text) => warnings.push(text) },
      { review: (review) => answer(review, [undefined, 'Ada', 'ada@example.org']) },
    );
    mock.method(services.settings, 'setAuthor', () =>
      Promise.reject(new UserError('The user settings could not be written.', { advice: 'Save them.' })),
    );
    await upload('a.txt');

    assert.deepEqual(await authors(), ['Ada <ada@example.org>']);
    assert.deepEqual(warnings, ['The user settings could not be written. Save them.']);
  });

  /** Writes these, one a step, or leaves what is suggested; notes how each step looked. */
  function answer(review: OpenReview, texts: readonly (string | undefined)[], steps: string[] = []): void {
    for (const text of texts) {
      if (!review.isReady) return;
      const { step, prompt, text: suggested } = review.content();
      const asked = prompt.startsWith('→') ? '' : `${prompt} `;
      steps.push(`${step === undefined ? '' : `${step.number}/${step.of}`} ${asked}${suggested}`);
      if (text !== undefined) review.write(text);
      review.accept();
    }
  }

  /** Of our commits on the branch, newest first. */
  async function authors(): Promise<readonly string[]> {
    const reply = await fetch(`${bench().oxen.origin}/api/repos/ox/cats/commits/history/main`);
    const { commits } = v.parse(History, await reply.json());
    return commits.slice(0, -1).map(({ author, email }) => `${author} <${email}>`);
  }

  function upload(name: string): Promise<UploadEnding> {
    return services.uploads.start([bench().file(name)], targetAt(bench().oxen.origin));
  }
});
