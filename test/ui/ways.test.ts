import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import * as v from 'valibot';
import { startOxenServer, type RunningOxenServer } from '../oxen-server';
import { commitFiles } from '../support/commitFiles';
import * as ui from './support/actions';
import { commitToGit } from './support/commitToGit';
import { useWorkbench } from './support/useWorkbench';

const KEY = 'a-key-of-ox';
const SHOW_EXPLORER = 'ControlOrMeta+Shift+E';
const AUTHOR = { 'oxen.commit.author': 'Ox', 'oxen.commit.email': 'ox@example.com' };
const History = v.object({ commits: v.array(v.object({ message: v.string() })) });
const Workspaces = v.object({ workspaces: v.array(v.object({ id: v.string() })) });

describe('the ways to an upload', () => {
  const keys = [KEY];
  let oxen: RunningOxenServer;
  let locked: RunningOxenServer;
  let page: Page;

  before(
    'start two servers with a repository each, one on a slow line, one that asks for a key',
    async () => {
      oxen = await startOxenServer({ bytesPerSecond: 1e6 });
      locked = await startOxenServer({ keys });
      await commitFiles(oxen.createRepository('ox', 'cats'), { 'README.md': '# Cats\n' });
      await commitFiles(locked.createRepository('ox', 'safe'), { 'README.md': '# Safe\n' });
    },
  );
  after('stop the servers', () => Promise.all([oxen.close(), locked.close()]));

  // Each upload has a size of its own, so that no closing message is taken for another.
  const workbench = useWorkbench(() => ({
    files: {
      'mixed/inner.txt': 'in a folder\n',
      'single.txt': 'on its own\n',
      'picked.txt': 'picked in the dialog\n',
      'opened.txt': 'opened in an editor\n',
      'tracked.txt': 'as committed to git\n',
      'typed.txt': 'reached by nothing but keys\n',
      'large.bin': randomBytes(30e6),
      'waiting.txt': 'waits for its turn\n',
      'secret.txt': 'is not let in\n',
    },
    settings: { 'oxen.servers': [oxen.origin, locked.origin], ...AUTHOR },
    prepare: (folder) => {
      commitToGit(folder, 'tracked.txt');
      writeFileSync(path.join(folder, 'tracked.txt'), 'changed since git saw\n');
    },
  }));

  before('choose the target', async () => {
    page = workbench.page;
    page.setDefaultTimeout(15_000);
    await ui.runCommand(page, 'Oxen: Choose Upload Target…');
    await chooseBranch(oxen, 'ox/cats');
    await ui.quickItem(page, 'the root').click();
    await ui.notification(page, 'Upload target: ox/cats · main.').waitFor();
  });

  it('Explorer: a file and a folder together, in one commit', async () => {
    const before = await commits();
    await ui.explorerRow(page, 'mixed').click();
    await ui.explorerRow(page, 'single.txt').click({ modifiers: ['ControlOrMeta'] });

    await ui.chooseFromContextMenu(page, ui.explorerRow(page, 'single.txt'), 'Upload to Oxen…');
    await finishUpload('Two together', '2 files (23 B)');

    assert.equal(await read('mixed/inner.txt'), 'in a folder\n');
    assert.equal(await read('single.txt'), 'on its own\n');
    assert.deepEqual(await commits(), ['Two together', ...before]);
  });

  it('palette: with nothing given, a file from the file dialog', async () => {
    await ui.runCommand(page, 'View: Close All Editors');
    await ui.runCommand(page, 'Oxen: Upload to Oxen…');
    await ui.quickItem(page, 'picked.txt').waitFor();
    await workbench.shoot('ways 1 file dialog');
    await ui.answerDialog(page, 'picked.txt', path.join(workbench.folder, 'picked.txt'));
    await finishUpload('From the dialog', '1 file (21 B)');

    assert.equal(await read('picked.txt'), 'picked in the dialog\n');
  });

  it('palette: the file of the active editor', async () => {
    await ui.explorerRow(page, 'opened.txt').dblclick();
    await page.getByRole('tab', { name: 'opened.txt' }).waitFor();

    await ui.runCommand(page, 'Oxen: Upload to Oxen…');
    await ui.quickItem(page, 'ox/cats · main').click();
    await ui.quickTitle(page, 'Upload 1 file (20 B)').waitFor();
    await ui.quickButton(page, 'Cancel').click();
  });

  it('editor: the file of a tab', async () => {
    await ui.chooseFromContextMenu(page, page.getByRole('tab', { name: 'opened.txt' }), 'Upload to Oxen…');
    await finishUpload('From a tab', '1 file (20 B)');

    assert.equal(await read('opened.txt'), 'opened in an editor\n');
  });

  it('Source Control: a changed file, as it is on disk', async () => {
    await ui.openContainer(page, 'Source Control');

    await ui.chooseFromContextMenu(page, ui.viewRow(page, 'tracked.txt'), 'Upload to Oxen…');
    await workbench.shoot('ways 2 source control');
    await finishUpload('From Source Control', '1 file (22 B)');

    assert.equal(await read('tracked.txt'), 'changed since git saw\n');
  });

  it('keys alone, from a file in the Explorer to the closing message', async () => {
    await page.keyboard.press(SHOW_EXPLORER);
    await page.locator('.explorer-folders-view .monaco-list:focus').waitFor();
    await page.keyboard.type('typed');
    await page.locator('.monaco-list-row.focused', { hasText: 'typed.txt' }).waitFor();
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menu').last().waitFor();
    const item = page.locator('.monaco-menu .focused', { hasText: 'Upload to Oxen…' });
    for (let step = 0; step < 40 && !(await item.isVisible()); step++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('.quick-input-widget .focused', { hasText: 'ox/cats · main' }).waitFor();
    await page.keyboard.press('Enter');
    await ui.reviewText(page).waitFor();
    await page.waitForTimeout(600); // an Enter in the first half second may have been meant for something else
    await page.keyboard.press('Enter');

    await ui.notification(page, 'Uploaded 1 file (28 B) to ox/cats · main as ').waitFor();
    assert.equal(await read('typed.txt'), 'reached by nothing but keys\n');
  });

  it('Cancel Upload asks which, when a second one waits for the first', async () => {
    const before = await commits();
    await page.keyboard.press(SHOW_EXPLORER);
    await ui.chooseFromContextMenu(page, ui.explorerRow(page, 'large.bin'), 'Upload to Oxen…');
    await ui.quickItem(page, 'ox/cats · main').click();
    await ui.acceptReview(page, 'To be cancelled');
    await ui.notification(page, /[1-9]\d\s%/).waitFor();
    await ui.chooseFromContextMenu(page, ui.explorerRow(page, 'waiting.txt'), 'Upload to Oxen…');
    await ui.quickItem(page, 'ox/cats · main').click();
    await ui.acceptReview(page);
    await ui.notification(page, 'Queued').waitFor();

    await ui.runCommand(page, 'Oxen: Cancel Upload');
    await ui.quickItem(page, /large\.bin.*running/).waitFor();
    await workbench.shoot('ways 3 cancel which');
    await ui.quickItem(page, /waiting\.txt.*queued/).click();
    await ui.notification(page, 'was cancelled. Nothing was sent.').waitFor();
    await ui.runCommand(page, 'Oxen: Cancel Upload'); // of one it asks nothing

    await ui.notification(page, 'was cancelled. Nothing was committed').waitFor();
    assert.deepEqual(await commits(), before);
    assert.deepEqual(await workspaces(), []);
  });

  it('a key that is no longer good: says so, and shows the log, without the key', async () => {
    await ui.runCommand(page, 'Oxen: Connect to a Server…');
    await ui.quickItem(page, locked.origin).click();
    await ui.answerInput(page, 'Your API key', KEY);
    await ui.notification(page, 'with your key').waitFor();
    await page.keyboard.press(SHOW_EXPLORER);
    await ui.chooseFromContextMenu(page, ui.explorerRow(page, 'secret.txt'), 'Upload to Oxen…');
    await ui.quickItem(page, 'Other Target…').click();
    await chooseBranch(locked, 'ox/safe');
    await ui.reviewText(page).waitFor();
    keys.length = 0;
    await ui.acceptReview(page);

    const closing = ui.notification(page, `${locked.origin} did not accept the key. Sign in again`);
    await closing.getByRole('button', { name: 'Show Log' }).click();
    const channel = page.locator('.panel option:checked', { hasText: /^Oxen$/ }).first();
    await channel.waitFor({ state: 'attached' });
    await ui.runCommand(page, 'View: Toggle Maximized Panel'); // the reason stands above a long stack
    await page.locator('.panel .view-line', { hasText: /\[error\].*did\snot\saccept\sthe\skey/ }).waitFor();
    await workbench.shoot('ways 4 log');
    assert.ok(!(await page.locator('.panel .view-lines').innerText()).includes(KEY));
    keys.push(KEY);
    assert.equal((await get('file/main/secret.txt', locked, 'ox/safe')).status, 404);
  });

  async function chooseBranch({ origin }: RunningOxenServer, repository: string): Promise<void> {
    for (const answer of [origin, repository, 'main']) await ui.quickItem(page, answer).click();
  }

  /** What follows when it is clear what to upload, up to the closing message. */
  async function finishUpload(message: string, what: string): Promise<void> {
    await ui.quickItem(page, 'ox/cats · main').click();
    await ui.acceptReview(page, message);
    await ui.notification(page, `Uploaded ${what} to ox/cats · main as `).waitFor();
  }

  async function read(file: string): Promise<string> {
    return (await get(`file/main/${file}`)).text();
  }

  /** First lines of the branch's messages, newest first. */
  async function commits(): Promise<readonly (string | undefined)[]> {
    const reply = v.parse(History, await (await get('commits/history/main')).json());
    return reply.commits.map(({ message }) => message.split('\n')[0]);
  }

  async function workspaces(): Promise<readonly string[]> {
    const reply = v.parse(Workspaces, await (await get('workspaces')).json());
    return reply.workspaces.map(({ id }) => id);
  }

  function get(what: string, server = oxen, repository = 'ox/cats'): Promise<Response> {
    const headers = { authorization: `Bearer ${KEY}` };
    return fetch(`${server.origin}/api/repos/${repository}/${what}`, { headers });
  }
});
