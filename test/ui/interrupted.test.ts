import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import * as v from 'valibot';
import { startOxenServer, type Repository, type RunningOxenServer } from '../oxen-server';
import { commitFiles } from '../support/commitFiles';
import * as ui from './support/actions';
import { useWorkbench } from './support/useWorkbench';

const MiB = 1024 * 1024;
const History = v.object({ commits: v.array(v.object({ message: v.string() })) });
const Workspaces = v.object({ workspaces: v.array(v.object({ id: v.string() })) });

describe('an upload that does not go straight through', () => {
  let oxen: RunningOxenServer;
  let cats: Repository;
  let page: Page;

  before('start a server on a slow line', async () => {
    oxen = await startOxenServer({ bytesPerSecond: 4 * MiB });
    cats = oxen.createRepository('ox', 'cats');
    await commitFiles(cats, { 'README.md': '# Cats\n' });
  });
  after('stop the server', () => oxen.close());

  const workbench = useWorkbench(() => ({
    files: {
      'large.bin': randomBytes(80 * MiB),
      'paused.bin': randomBytes(40 * MiB),
      'lasting.bin': randomBytes(20 * MiB),
      'crashed.bin': randomBytes(40 * MiB),
      'contended.txt': 'ours\n',
      'moved.txt': 'as it was reviewed\n',
      'waiting.txt': 'waits for its turn\n',
    },
    settings: {
      'oxen.servers': [oxen.origin],
      'oxen.commit.author': 'Ox',
      'oxen.commit.email': 'ox@example.com',
      'oxen.engine': 'version-chunks', // what is left of a file to send is known in chunks
    },
  }));

  before('choose the target', async () => {
    page = workbench.page;
    page.setDefaultTimeout(20_000);
    await ui.chooseTarget(page);
  });

  it('reload in the middle of a large file: it goes on by itself, and so does what waits for it', async function () {
    this.timeout(180_000);
    await begin('large.bin', 'A large one');
    await begin('waiting.txt', 'One that waits');
    await ui.notification(page, 'Queued').waitFor();
    await ui.statusBarItem(page, /Oxen.*[4-9]\d%/).waitFor({ timeout: 60_000 });
    const before = chunksTaken();
    assert.ok(before.length >= 2, `${before.length} chunks had been taken`);
    await workbench.open();
    await ui.notification(page, /large\.bin.*\d\s%/).waitFor({ timeout: 60_000 });
    await workbench.shoot('interrupted 1 goes on');

    await ui
      .notification(page, 'Uploaded 1 file (83.9 MB) to ox/cats · main as')
      .waitFor({ timeout: 90_000 });
    await ui.notification(page, 'Uploaded 1 file (19 B) to ox/cats · main as').waitFor();
    await workbench.shoot('interrupted 2 both arrived');
    assert.ok((await read('large.bin')).equals(readFileSync(path.join(workbench.folder, 'large.bin'))));
    assert.deepEqual((await messages()).slice(0, 2), ['One that waits', 'A large one']);
    const all = chunksTaken();
    assert.equal(new Set(all).size, 8);
    // Only one that arrived while the window closed may be sent again.
    const again = all.slice(before.length).filter((chunk) => before.includes(chunk));
    assert.deepEqual(again, [], 'no chunk that had been taken is sent again');
    assert.deepEqual(await workspaces(), []);
  });

  it('Pause and Resume in the status bar', async () => {
    await begin('paused.bin', 'Paused');
    await ui.notification(page, /[1-9]\d\s%/).waitFor();
    await ui.statusBarItem(page, /Oxen.*%.*MB\/s/).click();
    await ui.quickItem(page, 'Pause Upload').click();
    await ui.statusBarItem(page, /Oxen.*% paused/).waitFor();
    await ui.notification(page, /\d\s% · paused/).waitFor();
    await workbench.shoot('interrupted 3 paused');
    assert.ok(!(await messages()).includes('Paused'));
    await ui.statusBarItem(page, /Oxen.*% paused/).click();
    await workbench.shoot('interrupted 4 paused menu');
    await ui.quickItem(page, 'Resume Upload').click();

    await ui
      .notification(page, 'Uploaded 1 file (41.9 MB) to ox/cats · main as')
      .waitFor({ timeout: 40_000 });
    assert.equal((await messages())[0], 'Paused');
  });

  it('somebody else is faster: to a new branch', async () => {
    await ui.chooseFromContextMenu(page, ui.explorerRow(page, 'contended.txt'), 'Upload to Last Oxen Target');
    await ui.reviewText(page).waitFor();
    await commitFiles(cats, { 'contended.txt': 'theirs\n' });
    await ui.acceptReview(page);
    const question = ui.dialog(
      page,
      '1 file on ox/cats · main was changed by someone else since you started.',
    );
    await question.getByText('contended.txt', { exact: true }).waitFor();
    await workbench.shoot('interrupted 5 conflict');
    await question.getByRole('button', { name: 'New Branch…' }).click();
    await ui.quickMessage(page, 'New branch name (created from main)').waitFor();
    await workbench.shoot('interrupted 6 new branch');
    await ui.answerInput(page, 'New branch name', 'ours');

    await ui.notification(page, 'Uploaded 1 file (5 B) to ox/cats · ours as').waitFor();
    assert.equal((await read('contended.txt')).toString(), 'theirs\n');
    assert.equal((await read('contended.txt', 'ours')).toString(), 'ours\n');
  });

  it('a file fails: the question stays when it is closed, and the file is sent once more', async () => {
    await ui.chooseFromContextMenu(page, ui.explorerRow(page, 'moved.txt'), 'Upload to Last Oxen Target');
    await ui.reviewText(page).waitFor();
    rmSync(path.join(workbench.folder, 'moved.txt'));
    await ui.acceptReview(page);
    const question = ui.dialog(page, '1 file failed on the way to ox/cats · main.');
    await question.getByText('moved.txt no longer exists').waitFor();
    await workbench.shoot('interrupted 7 failed');
    await page.keyboard.press('Escape');
    const again = ui.notification(
      page,
      /1 file failed on the way to ox\/cats · main\..*moved\.txt no longer exists/,
    );
    await again.waitFor();
    await ui.statusBarItem(page, 'Oxen is waiting for your answer').waitFor();
    await workbench.shoot('interrupted 8 asks aside');
    writeFileSync(path.join(workbench.folder, 'moved.txt'), 'there again\n');
    await again.getByRole('button', { name: 'Retry Failed' }).click();

    await ui.notification(page, /Uploaded 1 file \(1\d B\) to ox\/cats · main as/).waitFor();
    assert.equal((await read('moved.txt')).toString(), 'there again\n');
  });

  it('the extension host is killed: its upload goes on by itself', async function () {
    this.timeout(180_000);
    await begin('lasting.bin', 'Crashed once');
    await ui.notification(page, /[1-9]\d\s%/).waitFor();
    await workbench.crash('extension host');

    await ui.notification(page, 'Uploaded 1 file (21 MB) to ox/cats · main as').waitFor({ timeout: 90_000 });
    assert.equal((await messages())[0], 'Crashed once');
    assert.deepEqual(await workspaces(), []);
  });

  it('all is killed: Discard leaves nothing behind', async function () {
    this.timeout(180_000);
    await begin('crashed.bin', 'Never to be');
    await ui.notification(page, /[1-9]\d\s%/).waitFor();
    await workbench.crash('all');
    const offer = ui.notification(
      page,
      'The upload of crashed.bin (1 file) to ox/cats · main was interrupted.',
    );
    await offer.waitFor({ timeout: 60_000 });
    assert.equal((await workspaces()).length, 1);
    await offer.getByRole('button', { name: 'Discard…' }).click();
    const question = ui.dialog(page, 'Discard the upload of crashed.bin (1 file) to ox/cats · main?');
    await question.getByText('Sent so far: 0 of 1 file, 41.9 MB in all.').waitFor();
    await question.getByRole('button', { name: 'Discard' }).click();

    await ui
      .notification(page, 'The upload of crashed.bin (1 file) to ox/cats · main was discarded.')
      .waitFor();
    await workbench.shoot('interrupted 9 discarded');
    assert.deepEqual(await workspaces(), []);
    await ui.runCommand(page, 'Oxen: Resume Upload');
    await ui.notification(page, 'There are no interrupted uploads.').waitFor();
    assert.ok(!(await messages()).includes('Never to be'));
  });

  /** Has the file on its way. */
  async function begin(file: string, message: string): Promise<void> {
    await ui.chooseFromContextMenu(page, ui.explorerRow(page, file), 'Upload to Last Oxen Target');
    await ui.acceptReview(page, message);
  }

  /** The offsets of the chunks that the server has taken, as the query has them. */
  function chunksTaken(): readonly string[] {
    return oxen.requests
      .filter(({ method, path, status }) => method === 'PUT' && /\/chunks$/.test(path) && status === 200)
      .map(({ query }) => query);
  }

  async function read(file: string, branch = 'main'): Promise<Buffer> {
    return Buffer.from(await (await get(`file/${branch}/${file}`)).arrayBuffer());
  }

  /** First lines of the branch's messages, newest first. */
  async function messages(): Promise<readonly (string | undefined)[]> {
    const reply = v.parse(History, await (await get('commits/history/main')).json());
    return reply.commits.map(({ message }) => message.split('\n')[0]);
  }

  async function workspaces(): Promise<readonly string[]> {
    const reply = v.parse(Workspaces, await (await get('workspaces')).json());
    return reply.workspaces.map(({ id }) => id);
  }

  async function get(what: string): Promise<Response> {
    const response = await fetch(`${oxen.origin}/api/repos/ox/cats/${what}`);
    assert.equal(response.status, 200, what);
    return response;
  }
});
