import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mock } from 'node:test';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { useProxy } from '../contract/support/proxy';
import { UserError } from '../../src/core/userError';
import type { Prompts } from '../../src/vscode/prompts';
import type { TextQuestion } from '../../src/vscode/prompts/askText';
import type { UploadOutcome } from '../../src/core/upload/upload';
import { makeServices, targetAt, type TestServices } from './support/services';
import { useBench } from './support/useBench';

const History = v.object({ commits: v.array(v.object({ author: v.string(), email: v.string() })) });

describe('before the first byte, an upload', () => {
  const bench = useBench();
  const proxied = useProxy();
  let services: TestServices;
  afterEach(() => services.dispose());

  describe('of which nobody knows whom the commit is by', () => {
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

    it('asks for name and e-mail address, and keeps them', async () => {
      const asked = answering({ 'Your name': ' Ada ', 'Your e-mail': 'ada@example.org' });
      await upload();

      assert.deepEqual(asked, [
        'Commit message',
        'Your name (saved in the settings)',
        'Your e-mail address (saved in the settings)',
      ]);
      assert.deepEqual(await authors(), ['Ada <ada@example.org>']);
      assert.deepEqual([commit().get('author'), commit().get('email')], ['Ada', 'ada@example.org']);

      asked.length = 0;
      await upload('b.txt');
      assert.deepEqual(asked, ['Commit message']);
    });

    it('asks only for what is missing of them', async () => {
      await set('Ada');
      const asked: (readonly [string, string])[] = [];
      answering({ 'Your e-mail': 'ada@example.org' }, ({ prompt, value = '' }) =>
        asked.push([prompt, value]),
      );
      await upload();

      assert.deepEqual(asked.slice(1, 2), [['Your name (saved in the settings)', 'Ada']]);
      assert.deepEqual(await authors(), ['Ada <ada@example.org>']);
    });

    it('sends nothing when that is not answered', async () => {
      answering({ 'Your name': undefined });
      assert.equal((await upload())?.kind, 'cancelled');
      assert.deepEqual(await bench().messages(), []);
    });

    it('goes on when the settings cannot keep it, and says so', async () => {
      const warnings: string[] = [];
      answering({ 'Your name': 'Ada', 'Your e-mail': 'ada@example.org' }, () => undefined, {
        warn: (text) => warnings.push(text),
      });
      mock.method(services.settings, 'setAuthor', () =>
        Promise.reject(new UserError('The user settings could not be written.', { advice: 'Save them.' })),
      );
      await upload();

      assert.deepEqual(await authors(), ['Ada <ada@example.org>']);
      assert.deepEqual(warnings, ['The user settings could not be written. Save them.']);
    });
  });

  describe('that took so long that the user has turned to something else', () => {
    afterEach(() => mock.restoreAll());

    it('offers to continue before it opens a box, and goes on then', async () => {
      const { ending, offered, asked } = await uploadSlowly(true);

      assert.deepEqual(offered, ['The upload to ox/cats · main is ready. Continue']);
      assert.deepEqual(asked, ['→ ox/cats · main: a.txt']);
      assert.equal(ending?.kind, 'ran');
      assert.equal(await bench().read('a.txt'), 'a.txt');
    });

    it('opens no box and sends nothing when that is declined', async () => {
      const { ending, asked } = await uploadSlowly(false);

      assert.deepEqual(asked, []);
      assert.equal(ending?.kind, 'cancelled');
      assert.deepEqual(await bench().workspaces(), []);
    });

    /** Eleven seconds pass while the server looks up its branches. */
    async function uploadSlowly(goesOn: boolean) {
      const offered: string[] = [];
      const offer: Prompts['offer'] = (text, yes) => {
        offered.push(`${text} ${yes}`);
        return Promise.resolve(goesOn);
      };
      services = makeServices({ offer });
      const proxy = await proxied(bench().oxen.origin);
      const held = proxy.hold('GET', /\/branches$/);
      const ending = services.uploads.start([bench().file('a.txt')], targetAt(proxy.origin));
      await held.reached;
      const now = performance.now.bind(performance);
      mock.method(performance, 'now', () => now() + 11_000);
      held.release();
      return { ending: await ending, offered, asked: services.asked };
    }
  });

  it('offers nothing to who is still there', async () => {
    const offered: string[] = [];
    const offer: Prompts['offer'] = (text) => Promise.resolve(offered.push(text) > 0);
    services = makeServices({ offer });
    await upload();
    assert.deepEqual(offered, []);
  });

  /** Answers the boxes by how their prompt begins, others with what they suggest; tells what was asked. */
  function answering(
    answers: Readonly<Record<string, string | undefined>>,
    note: (question: TextQuestion<unknown>) => unknown = () => undefined,
    others: Partial<Prompts> = {},
  ): string[] {
    const asked: string[] = [];
    const askText = async <T>(question: TextQuestion<T>): Promise<T | undefined> => {
      asked.push(question.prompt);
      note(question);
      const answer = Object.entries(answers).find(([begin]) => question.prompt.startsWith(begin));
      const text = answer === undefined ? (question.value ?? '') : answer[1];
      return text === undefined ? undefined : await question.read(text, new AbortController().signal);
    };
    services = makeServices({ askText, ...others });
    return asked;
  }

  function upload(name = 'a.txt'): Promise<UploadOutcome | undefined> {
    return services.uploads.start([bench().file(name)], targetAt(bench().oxen.origin));
  }

  /** Of our commits on the branch, newest first; without that of the server itself. */
  async function authors(): Promise<readonly string[]> {
    const reply = await fetch(`${bench().oxen.origin}/api/repos/ox/cats/commits/history/main`);
    const { commits } = v.parse(History, await reply.json());
    return commits.slice(0, -1).map(({ author, email }) => `${author} <${email}>`);
  }
});
