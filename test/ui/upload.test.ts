import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { TestRepository } from '../contract/support/repository';
import { startOxenServer, type RunningOxenServer } from '../oxen-server';
import {
  acceptReview,
  chooseFromContextMenu,
  dialog,
  explorerRow,
  notification,
  quickButton,
  quickInput,
  quickItem,
  quickMessage,
  quickTitle,
  reviewText,
  runCommand,
  statusBarItem,
} from './support/actions';
import { useWorkbench } from './support/useWorkbench';

const KEY = 'a-key-of-ox';
const MB = 1e6;
const SHOW_EXPLORER = 'ControlOrMeta+Shift+E';

describe('uploading from the Explorer', () => {
  let oxen: RunningOxenServer;
  const workbench = useWorkbench({
    files: {
      'a.txt': 'alpha\n',
      'data/b.txt': 'beta\n',
      'data/deep/c.bin': new Uint8Array([0, 1, 2, 255]),
      'back\\slash.txt': 'a name that the server would lose',
      'large.bin': new Uint8Array(60 * MB).map((_, index) => index * 7 + (index >> 8)),
      'unsaved.txt': 'old\n',
      'many/item.txt': 'in its place\n',
      'many/.env': 'PASSWORD=1\n',
    },
    settings: { 'files.autoSave': 'off', 'oxen.commit.author': 'Ox', 'oxen.commit.email': 'ox@example.com' },
  });

  before('fail fast', () => workbench.page.setDefaultTimeout(15_000));
  before('start a server on a slow line that takes one key', async () => {
    oxen = await startOxenServer({ keys: [KEY], bytesPerSecond: 2 * MB });
    oxen.createRepository('ox', 'cats');
  });
  after('stop the server', async () => {
    await oxen.close();
  });

  it('connects, asks where to, and uploads a file and a folder in one commit', async () => {
    const { page } = workbench;
    await explorerRow(page, 'data').click();
    await explorerRow(page, 'a.txt').click({ modifiers: ['ControlOrMeta'] });

    await chooseFromContextMenu(page, explorerRow(page, 'a.txt'), 'Upload to Oxen…');
    await quickItem(page, 'Other…').click();
    await answer('Address of the server', oxen.origin);
    await answer('Your API key', 'a-wrong-key');
    await quickMessage(page, 'did not accept the key').waitFor();
    await workbench.shoot('upload 1 wrong key');
    await answer('did not accept the key', KEY);
    await quickItem(page, 'ox/cats').click();
    await quickMessage(page, 'The repository is empty').waitFor();
    await workbench.shoot('upload 2 empty repository');
    await answer('The repository is empty', 'main');
    await quickMessage(page, '→ / · 3 new').waitFor();
    await quickTitle(page, 'Upload 3 files (15 B) to ox/cats · main').waitFor();
    await workbench.shoot('upload 3 review');
    await acceptReview(page, 'Cats and more');

    await notification(page, /Uploaded 3 files \(15 B\) to ox\/cats · main as [0-9a-f]{7}: /).waitFor();
    await workbench.shoot('upload 4 done');
    assert.equal(await cats().text('a.txt'), 'alpha\n');
    assert.equal(await cats().text('data/b.txt'), 'beta\n');
    const bytes = await cats().request('GET', 'file/main/data/deep/c.bin');
    assert.deepEqual([...new Uint8Array(await bytes.arrayBuffer())], [0, 1, 2, 255]);
    assert.match(String((await commits())[0]), /^Cats and more/);
  });

  it('says that there is nothing to upload when all is there already', async () => {
    const { page } = workbench;
    const before = await commits();

    await uploadAgain('data'); // a.txt is still selected with it

    await notification(
      page,
      /Nothing to upload from .* to ox\/cats · main: all 3 files are there already\./,
    ).waitFor();
    assert.deepEqual(await commits(), before);
  });

  it('names the files that it will replace, and leaves them when it is cancelled', async () => {
    const { page } = workbench;
    writeFileSync(path.join(workbench.folder, 'a.txt'), 'another\n');

    await uploadAgain('a.txt');
    await quickMessage(page, '→ / · 1 changed, 2 the same · replaces a.txt').waitFor();
    await workbench.shoot('upload 5 replace');
    await quickButton(page, 'Cancel').click();

    await notification(page, 'was cancelled. Nothing was sent.').waitFor();
    assert.equal(await cats().text('a.txt'), 'alpha\n');
  });

  it('keeps a review that is hidden, and its text', async () => {
    const { page } = workbench;
    await uploadAgain('a.txt');
    await reviewText(page).waitFor();
    await quickInput(page).fill('Written before');
    await page.keyboard.press('Escape');
    const waiting = statusBarItem(page, 'Oxen is waiting for your review');
    await waiting.waitFor();
    await workbench.shoot('upload 6 hidden');
    await waiting.click();
    await reviewText(page).waitFor();
    assert.equal(await quickInput(page).inputValue(), 'Written before');
    await explorerRow(page, 'data').click(); // a click elsewhere
    await waiting.waitFor();

    await runCommand(page, 'Oxen: Edit Message…');
    await acceptReview(page);

    await notification(page, /Uploaded 1 file \(8 B\) to ox\/cats · main as/).waitFor();
    assert.match(String((await commits())[0]), /^Written before/);
    await explorerRow(page, 'data').click(); // closes it
  });

  it('says that it skips a file that the server would lose', async () => {
    const { page } = workbench;
    writeFileSync(path.join(workbench.folder, 'data/new.txt'), 'new\n');
    await explorerRow(page, 'data').click();
    await explorerRow(page, 'slash.txt').click({ modifiers: ['ControlOrMeta'] });

    await chooseFromContextMenu(page, explorerRow(page, 'slash.txt'), 'Upload to Last Oxen Target');
    await quickMessage(page, '1 cannot be uploaded').waitFor();
    await workbench.shoot('upload 6 refused');
    await acceptReview(page);

    await notification(
      page,
      /Uploaded 1 file \(4 B\) to ox\/cats · main as .* 1 refused: see the receipt\./,
    ).waitFor();
    assert.equal(await cats().text('data/new.txt'), 'new\n');
  });

  it('keeps the place of a file in the workspace, and shows a secret unticked before it goes', async () => {
    const { page } = workbench;
    await explorerRow(page, 'many').click();
    await explorerRow(page, '.env').click();
    await explorerRow(page, 'item.txt').click({ modifiers: ['ControlOrMeta'] });

    await chooseFromContextMenu(page, explorerRow(page, 'item.txt'), 'Upload to Last Oxen Target');
    const secret = page.getByRole('treeitem', {
      name: 'many/.env, its name suggests a secret, 11 B, new, left out',
    });
    await secret.waitFor();
    assert.equal(await secret.getByRole('checkbox').isChecked(), false);
    await page.getByText('→ many/item.txt · 1 new · 1 left out: possible secrets').waitFor();
    await workbench.shoot('upload secret');
    await secret.hover(); // shows the buttons of the view that it is in
    await page
      .getByRole('toolbar', { name: /Review/ })
      .getByRole('button', { name: 'Upload' })
      .click();

    await notification(
      page,
      /Uploaded 1 file \(13 B\) .*\.env was skipped: its name suggests a secret/,
    ).waitFor();
    assert.equal(await cats().text('many/item.txt'), 'in its place\n');
    assert.equal((await cats().request('GET', 'file/main/many/.env')).status, 404);
    await page.keyboard.press(SHOW_EXPLORER);
    await explorerRow(page, 'many').click(); // closes it
  });

  it('saves an editor first when told to', async () => {
    const { page } = workbench;
    await explorerRow(page, 'unsaved.txt').dblclick();
    await page.locator('.editor-instance .view-lines', { hasText: 'old' }).click();
    await page.keyboard.type('newer '); // a size that no message of before tells

    await chooseFromContextMenu(page, explorerRow(page, 'unsaved.txt'), 'Upload to Last Oxen Target');
    await quickMessage(page, 'unsaved.txt will be saved first').waitFor();
    await workbench.shoot('upload 7 unsaved');
    await quickButton(page, 'Save and Upload').click();

    await notification(page, /Uploaded 1 file \(10 B\)/).waitFor();
    assert.match(await cats().text('unsaved.txt'), /newer/);
  });

  it('shows how far it is, and stops when cancelled in the status bar', async () => {
    const { page } = workbench;
    const before = await commits();

    await uploadAgain('large.bin');
    await acceptReview(page);
    await notification(page, /\d\s% · .*MB\/s · \d+ s left/).waitFor();
    await workbench.shoot('upload 8 sending');
    assert.equal((await cats().workspaces()).length, 1);
    await statusBarItem(page, /Oxen.*\d%.*MB\/s/).click();
    await workbench.shoot('upload 9 status bar');
    await quickItem(page, 'Cancel Upload').click();

    await notification(page, 'was cancelled. Nothing was committed').waitFor();
    await workbench.shoot('upload 10 cancelled');
    assert.deepEqual(await commits(), before);
    assert.deepEqual(await cats().workspaces(), []);
    await statusBarItem(page, 'ox/cats · main').waitFor();
  });

  it('keeps connection and target over a reload', async function () {
    this.timeout(180_000);
    const { page } = workbench;
    writeFileSync(path.join(workbench.folder, 'data/later.txt'), 'later\n');

    await workbench.open();
    await statusBarItem(page, 'ox/cats · main').waitFor({ timeout: 50_000 }); // a new extension host starts
    await chooseFromContextMenu(page, explorerRow(page, 'data'), 'Upload to Oxen…');
    await quickItem(page, 'ox/cats · main').waitFor();
    await workbench.shoot('upload 11 known targets');
    await quickInput(page).press('Enter');
    await acceptReview(page);

    await notification(page, /Uploaded 1 file \(6 B\) to ox\/cats · main/).waitFor();
    assert.equal(await cats().text('data/later.txt'), 'later\n');
  });

  it('makes a repository that is typed, and uploads into a directory that is typed', async () => {
    const { page } = workbench;

    await statusBarItem(page, 'ox/cats · main').click();
    await quickItem(page, 'New Repository…').waitFor();
    await quickInput(page).fill('ox/dogs');
    await quickItem(page, 'as typed').click();
    await dialog(page, 'There is no repository ox/dogs').getByRole('button', { name: 'Create It' }).click();
    await answer('The repository is empty', 'main');
    await quickItem(page, 'the root').waitFor();
    await quickInput(page).fill('in/here');
    await quickItem(page, 'in/here').click();
    await notification(page, 'Upload target: ox/dogs · main · in/here.').waitFor();

    await uploadAgain('data');
    await acceptReview(page);

    await notification(page, /Uploaded 4 files .* to ox\/dogs · main · in\/here as/).waitFor();
    assert.equal(await cats().named('ox/dogs').text('in/here/data/b.txt'), 'beta\n');
  });

  it('removes a server, and asks for the key again when it is needed', async () => {
    const { page } = workbench;

    await runCommand(page, 'Oxen: Remove Server…');
    await quickItem(page, oxen.origin).click();
    const question = dialog(page, `Remove ${oxen.origin}?`);
    await question.getByText('Its key is deleted').waitFor();
    await question.getByRole('button', { name: 'Remove' }).click();
    await notification(page, 'its key was deleted').waitFor();
    await chooseFromContextMenu(page, explorerRow(page, 'a.txt'), 'Upload to Oxen…');
    await quickItem(page, 'ox/cats · main').click();

    await quickMessage(page, 'Your API key').waitFor();
    await page.keyboard.press('Escape');
  });

  it('writes the key nowhere', () => {
    const scratch = path.dirname(workbench.folder);
    const found = execFileSync('sh', ['-c', `grep -rl ${KEY} data extensions || true`], { cwd: scratch });
    assert.equal(found.toString(), '');
  });

  async function answer(question: string, text: string): Promise<void> {
    await quickMessage(workbench.page, question).waitFor();
    await quickInput(workbench.page).fill(text);
    await quickInput(workbench.page).press('Enter');
  }

  async function uploadAgain(name: string): Promise<void> {
    const { page } = workbench;
    await chooseFromContextMenu(page, explorerRow(page, name), 'Upload to Last Oxen Target');
  }

  function cats(): TestRepository {
    return new TestRepository(oxen.origin, 'ox/cats', KEY);
  }

  /** Messages of the branch, newest first. */
  async function commits(): Promise<readonly string[]> {
    return (await cats().history()).map(({ message }) => message);
  }
});
