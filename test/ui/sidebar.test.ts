import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type RunningOxenServer, startOxenServer } from '../oxen-server';
import { commitEmptyFiles, commitFiles } from '../support/commitFiles';
import {
  acceptReview,
  answerDialog,
  chooseFromContextMenu,
  contextMenu,
  notification,
  openContainer,
  quickInput,
  quickItem,
  quickMessage,
  reviewText,
  runCommand,
  statusBarItem,
  viewRow,
} from './support/actions';
import { dragFromExplorer, dropFromDesktop } from './support/drag';
import { root } from '../vscode-host/codeServer';
import { isHardToRead, looksOf } from './support/looks';
import { useWorkbench } from './support/useWorkbench';

/** VS Code's own file icons have none for directories: the twistie stands for it. */
const DIRECTORIES = ['data', 'deep', 'images', 'photos'];

describe('the Oxen side bar', () => {
  let oxen: RunningOxenServer;
  const workbench = useWorkbench({
    files: {
      'notes.txt': 'local notes\n',
      'photos/one.txt': 'one\n',
      'photos/two.txt': 'two\n',
      'large.bin': randomBytes(40e6),
    },
    settings: { 'oxen.commit.author': 'Ox', 'oxen.commit.email': 'ox@example.com' },
  });

  before('start a server with a repository', async () => {
    workbench.page.setDefaultTimeout(15_000);
    oxen = await startOxenServer({ bytesPerSecond: 2e6 });
    const cats = oxen.createRepository('ox', 'cats');
    await commitFiles(
      cats,
      {
        'README.md': '# Cats\n\nAll the **cats** of the farm.\n',
        'data/train.csv': 'id,name\n1,Tom\n2,Minka\n',
        'data/deep/äöü #1 100%.txt': 'an odd name\n',
        'images/icon.png': readFileSync(path.join(root, 'media/icon.png')),
        'notes.txt': 'remote notes\n',
        'movie.mp4': new Uint8Array(26e6),
      },
      { message: 'Add the cats' },
    );
    oxen.createRepository('ox', 'empty');
    const many = Array.from({ length: 20_000 }, (_, index) => `image-${String(index).padStart(5, '0')}.jpg`);
    await commitEmptyFiles(oxen.createRepository('ox', 'many'), many);
  });
  after('stop the server', () => oxen.close());

  it('welcomes with one button that connects', async () => {
    const { page } = workbench;
    await openContainer(page, 'Oxen');
    await page.getByText('You are not connected to an Oxen server.').waitFor();
    await workbench.shoot('sidebar 1 welcome');

    await page.getByRole('button', { name: 'Connect to a Server…' }).click();
    await quickItem(page, 'Other…').click();
    await quickMessage(page, 'Address of the server').waitFor();
    await answer(oxen.origin);

    // It does without keys: none is asked for.
    await viewRow(page, new URL(oxen.origin).host).waitFor();
  });

  it('shows repositories, branches, directories, and files with size and last commit', async () => {
    const { page } = workbench;
    await page.getByRole('button', { name: 'Uploads Section' }).click(); // closes it: room for the tree
    for (const name of [new URL(oxen.origin).host, 'ox/cats', 'main', 'data', 'deep']) {
      await viewRow(page, name).first().click();
    }
    await viewRow(page, 'äöü #1 100%.txt').waitFor();
    await viewRow(page, /movie\.mp4.*26 MB/).hover();
    await page.getByText('Add the cats').waitFor();
    await workbench.shoot('sidebar 2 tree');
  });

  it('shows an empty repository, and what can be done with each row', async () => {
    const { page } = workbench;
    await viewRow(page, 'ox/empty').click();
    await viewRow(page, /main.*no commits yet/).waitFor();
    const upload = ['Upload Here…', 'Set as Upload Target'];
    const copy = ['Copy Path', 'Copy Link'];
    for (const [kind, row, items] of [
      [
        'server',
        new URL(oxen.origin).host,
        ['Open Repository…', 'Create Repository…', 'Refresh', 'Remove Server…'],
      ],
      ['repository', 'ox/cats', ['Create Branch…', ...copy, 'Refresh']],
      ['branch', 'main', [...upload, 'Create Branch…', 'Copy Link', 'Refresh']],
      ['branch without a commit', /main.*no commits yet/, [...upload, 'Copy Link', 'Refresh']],
      ['directory', 'data', [...upload, ...copy]],
      ['file', 'notes.txt', ['Compare with Local', 'Download to…', ...copy]],
    ] as const) {
      const menu = await contextMenu(page, viewRow(page, row).first());
      await menu.getByRole('menuitem').first().waitFor();
      assert.deepEqual(await menu.getByRole('menuitem').allInnerTexts(), items, kind);
      await workbench.shoot(`sidebar menu of a ${kind}`);
      await page.keyboard.press('Escape');
      await menu.waitFor({ state: 'hidden' });
    }
  });

  it('opens a text, an image, a Markdown page and a large file as it should', async () => {
    const { page } = workbench;
    await viewRow(page, 'äöü #1 100%.txt').click();
    await page.getByText('an odd name').waitFor();
    await workbench.shoot('sidebar 3 text');

    await viewRow(page, 'images').click();
    await viewRow(page, 'icon.png').dblclick();
    const viewer = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
    await viewer.locator('img').waitFor();
    await workbench.shoot('sidebar 4 image');

    await viewRow(page, 'README.md').dblclick();
    // The palette offers what suits the editor that has the focus when it opens.
    await page.getByRole('tab', { name: 'README.md', selected: true }).waitFor();
    await page.locator('.monaco-editor.focused', { hasText: 'of the farm' }).waitFor();
    await runCommand(page, 'Markdown: Open Preview');
    await viewer.getByText('All the cats of the farm.').waitFor();

    await viewRow(page, 'movie.mp4').click();
    await notification(page, /movie\.mp4 is 26 MB, too large to open here/).waitFor();
    await workbench.shoot('sidebar 5 large');
    await runCommand(page, 'Notifications: Clear All Notifications');
  });

  it('compares a file with the local one of that name', async () => {
    const { page } = workbench;
    await chooseFromContextMenu(page, viewRow(page, 'notes.txt'), 'Compare with Local');

    await page.locator('.editor.original', { hasText: 'remote notes' }).waitFor();
    await page.locator('.editor.modified', { hasText: 'local notes' }).waitFor();
    await workbench.shoot('sidebar 6 compare');
  });

  it('takes a folder from the Explorer on a branch, and shows the new commit', async () => {
    const { page } = workbench;
    await openContainer(page, 'Explorer');
    await dragFromExplorer(workbench.page, 'photos', viewRow(page, 'main').first());

    await reviewText(page).waitFor();
    await workbench.shoot('sidebar 7 dropped');
    await acceptReview(page, 'Photos');
    await notification(page, /Uploaded 2 files/).waitFor();

    assert.equal(await read('photos/one.txt'), 'one\n');
    assert.equal(await read('photos/two.txt'), 'two\n');
    await viewRow(page, 'photos').waitFor();
    await workbench.shoot('sidebar 8 after the drop');
  });

  it('takes a file from the desktop into a directory, though it has no path here', async () => {
    const { page } = workbench;
    await dropFromDesktop(workbench.page, viewRow(page, 'deep'), {
      name: 'from desktop ü.txt',
      text: 'no path\n',
    });

    await acceptReview(page, 'From the desktop');
    await notification(page, /Uploaded 1 file \(8 B\)/).waitFor();
    await viewRow(page, 'from desktop ü.txt').waitFor();

    assert.equal(await read('data/deep/from desktop ü.txt'), 'no path\n');
  });

  it('takes files that are chosen in a dialog, and gives them back', async () => {
    const { page } = workbench;
    await chooseFromContextMenu(page, viewRow(page, /^data/), 'Upload Here…');
    await answerDialog(page, 'notes.txt', path.join(workbench.folder, 'notes.txt'));
    await acceptReview(page, 'Notes');
    await notification(page, /Uploaded 1 file \(12 B\) to ox\/cats · main · data/).waitFor();
    assert.equal(await read('data/notes.txt'), 'local notes\n');

    await chooseFromContextMenu(page, viewRow(page, 'movie.mp4'), 'Download to…');
    await answerDialog(page, 'notes.txt', path.join(workbench.folder, 'film.mp4'));
    await notification(page, 'Downloaded movie.mp4 (26 MB) to').waitFor();
    await workbench.shoot('sidebar 9 downloaded');
    assert.equal(statSync(path.join(workbench.folder, 'film.mp4')).size, 26e6);
  });

  it('makes repositories and branches, and sets the target of uploads', async () => {
    const { page } = workbench;
    await chooseFromContextMenu(page, viewRow(page, new URL(oxen.origin).host), 'Create Repository…');
    await quickMessage(page, 'Its namespace and name').waitFor();
    await answer('ox/new');
    await viewRow(page, 'ox/new').waitFor();
    assert.ok(oxen.repository('ox', 'new'));

    await chooseFromContextMenu(page, viewRow(page, /^main/).first(), 'Create Branch…');
    await quickMessage(page, 'New branch name (created from main)').waitFor();
    await answer('people/ada');
    await chooseFromContextMenu(page, viewRow(page, 'people/ada'), 'Set as Upload Target');
    await viewRow(page, /people\/ada.*upload target/).waitFor();
    await workbench.shoot('sidebar 10 made');
  });

  for (const theme of ['Dark Modern', 'Dark High Contrast', 'Light High Contrast']) {
    it(`can be read in ${theme}, also while an upload runs`, async () => {
      const { page } = workbench;
      await runCommand(page, 'Preferences: Color Theme');
      await quickInput(page).fill(theme);
      await page.keyboard.press('Enter');
      await quickInput(page).waitFor({ state: 'hidden' });
      await runCommand(page, 'Notifications: Clear All Notifications');
      await workbench.shoot(`sidebar theme ${theme}`);
      const rows = await looksOf(viewRow(page, /./));
      assert.ok(rows.length > 8, `${rows.length} rows`);
      assert.deepEqual(rows.filter(isHardToRead), []);
      const bare = rows.filter(({ hasIcon }) => !hasIcon).map(({ text }) => text);
      assert.deepEqual(
        bare.filter((text) => !DIRECTORIES.includes(text)),
        [],
      );

      await runCommand(page, 'View: Close All Editors'); // else it takes the file of the active one
      await runCommand(page, 'Oxen: Upload to Last Oxen Target');
      await answerDialog(page, 'notes.txt', path.join(workbench.folder, 'large.bin'));
      await acceptReview(page, 'To be looked at');
      const progress = notification(page, /\d\s% · .*MB\/s/);
      await progress.waitFor();
      await workbench.shoot(`sidebar theme ${theme} uploading`);
      const shown = await looksOf(progress.locator('.notification-list-item-message'));
      const bar = await looksOf(statusBarItem(page, /Oxen.*\d%.*MB\/s/));
      assert.deepEqual([...shown, ...bar].filter(isHardToRead), []);
      assert.equal(shown.length + bar.length, 2);
      await progress.getByRole('button', { name: 'Cancel' }).click();
      await notification(page, 'was cancelled. Nothing was committed').waitFor();
    });
  }

  it('loads a large directory page by page', async () => {
    const { page } = workbench;
    await runCommand(page, 'Notifications: Clear All Notifications');
    await clickInHeader('Collapse All');
    for (const name of [new URL(oxen.origin).host, 'ox/many']) await viewRow(page, name).click();
    await viewRow(page, 'main').last().click();
    await viewRow(page, 'image-00000.jpg').waitFor();

    await viewRow(page, 'image-00000.jpg').click();
    await page.keyboard.press('End');
    await viewRow(page, 'Load more').click();
    await viewRow(page, 'image-01000.jpg').waitFor();
    await workbench.shoot('sidebar 11 page by page');
  });

  it('says what is wrong when the server is gone', async () => {
    const { page } = workbench;
    await oxen.close();

    await clickInHeader('Refresh Repositories');

    await viewRow(page, `Can't connect to ${oxen.origin}.`).waitFor();
    await viewRow(page, 'Try Again').waitFor();
    await workbench.shoot('sidebar 12 gone');
  });

  /** The buttons in a view's header are shown while the pointer is in the view. */
  async function clickInHeader(title: string): Promise<void> {
    const { page } = workbench;
    await page.getByRole('button', { name: 'Repositories Section' }).hover();
    await page.getByRole('button', { name: title }).click();
  }

  async function answer(text: string): Promise<void> {
    await quickInput(workbench.page).fill(text);
    await workbench.page.keyboard.press('Enter');
  }

  async function read(file: string): Promise<string> {
    const encoded = file.split('/').map(encodeURIComponent).join('/');
    const response = await fetch(`${oxen.origin}/api/repos/ox/cats/file/main/${encoded}`);
    assert.ok(response.ok, `${file}: ${response.status}`);
    return response.text();
  }
});
