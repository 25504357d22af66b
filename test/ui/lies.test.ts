import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { Proxy } from '../contract/support/proxy';
import { endless, head, refusal } from '../faults/lies/answers';
import { startOxenServer, type RunningOxenServer } from '../oxen-server';
import { commitFiles } from '../support/commitFiles';
import { peakMemory } from '../support/peakMemory';
import * as ui from './support/actions';
import { extensionHostOf } from './support/extensionHost';
import { useWorkbench } from './support/useWorkbench';

/** In a message, VS Code would make a link of it that opens another view; as a name it is one of a file, too. */
const LINK = '[Open](command:workbench.view.search)';
/** What is shown of it, whether as a link or not. */
const SHOWN = /Open/;
const ENTRY = '{"filename":"a","hash":"0","is_dir":false,"size":1},';

/** Of the extension host, at any time. */
const MOST_BYTES = 400e6;
const TOLD_MS = 60_000;

describe('somebody who lies, in the workbench', () => {
  let oxen: RunningOxenServer;
  let liar: Proxy;
  let page: Page;

  before('start a server, and a proxy that lies', async () => {
    oxen = await startOxenServer();
    for (const [name, branch] of [
      [LINK, 'steering'],
      ['cats', 'main'],
      ['endless', 'pages'],
      ['flood', 'errors'],
    ] as const) {
      await commitFiles(oxen.createRepository('ox', name), { 'README.md': '# Cats\n' }, { branch });
    }
    liar = await Proxy.start(oxen.origin);
  });
  after('stop them', async () => {
    await liar.close();
    await oxen.close();
  });

  const workbench = useWorkbench(() => ({
    files: { 'links/one.txt': 'one\n' },
    settings: {
      'oxen.servers': [liar.origin],
      'oxen.commit.author': 'Ox',
      'oxen.commit.email': 'ox@example.com',
    },
    prepare: (folder) => symlinkSync('nowhere', path.join(folder, 'links', LINK)),
  }));

  before('open the side bar', async () => {
    page = workbench.page;
    page.setDefaultTimeout(20_000);
    await ui.openContainer(page, 'Oxen');
    await ui.viewRow(page, new URL(liar.origin).host).click();
  });
  beforeEach('close what is left open', () => page.keyboard.press('Escape'));

  it('the name of a repository is text', async () => {
    await uploadTo(SHOWN, 'steering');
    await assertText(/Upload target:/);
  });

  // Not after something that draws the tree anew out of sight: a click while it does so opens nothing.
  it('replies without an end are told as errors, and cost little memory', async function () {
    this.timeout(150_000);
    liar.on('GET', /\/ox\/flood\/branches$/, endless(head(400), 'x'));
    liar.on('GET', /\/ox\/endless\/dir\//, endless(`${head(200)}{"entries":[`, ENTRY));
    const errors = ui.viewRow(page, 'Try Again');

    await ui.viewRow(page, 'ox/flood').click();
    await seen(errors);
    await ui.viewRow(page, 'ox/endless').click();
    await ui.viewRow(page, 'pages').click();
    await seen(errors.nth(1));
    await workbench.shoot('lies without end');
    assert.ok(liar.seen.length < 50, liar.seen.join('\n'));
  });

  it('the name of a file in the closing message is text', async () => {
    await uploadTo('ox/cats', 'main');
    await ui.notification(page, 'Upload target: ox/cats · main.').waitFor();
    await ui.openContainer(page, 'Explorer');
    await ui.chooseFromContextMenu(page, ui.explorerRow(page, 'links'), 'Upload to Last Oxen Target');
    await ui.acceptReview(page, LINK);
    await assertText(/Uploaded 1 file.*was skipped/);
  });

  it('the words of an error are text', async () => {
    liar.on('GET', /^\/api\/repos\/ox\/[^/]*Open[^/]*$/, refusal(LINK));
    await ui.runCommand(page, 'Oxen: Choose Upload Target…');
    await ui.quickItem(page, SHOWN).click();
    await assertText(/failed: the server answered 400/);
  });

  async function uploadTo(repository: string | RegExp, branch: string): Promise<void> {
    await ui.viewRow(page, repository).click();
    await ui.chooseFromContextMenu(page, ui.viewRow(page, branch), 'Set as Upload Target');
  }

  /** It is read as it was written, and a click on it, wherever that may be, does nothing. */
  async function assertText(told: RegExp): Promise<void> {
    const shown = ui.notification(page, told).filter({ hasText: SHOWN });
    const message = shown.locator('.notification-list-item-message');
    await message.waitFor();
    await workbench.shoot(`lies ${told.source}`);
    const written = await message.innerText();
    assert.equal(await message.locator('a').count(), 0, `there is a link in it: ${written}`);
    assert.match(written, /\[Open\] ?\(command:workbench\.view\.search\)/);
    await clickAllOver(message);
    // Of what comes to pass one after the other in the workbench, this is later.
    await ui.runCommand(page, 'Notifications: Clear All Notifications');
    await shown.waitFor({ state: 'detached' });
    assert.equal(await page.locator('.search-view').isVisible(), false, 'a click ran a command');
  }

  async function clickAllOver(message: Locator): Promise<void> {
    const box = await message.boundingBox();
    assert.ok(box);
    for (let y = box.y + 6; y < box.y + box.height; y += 12)
      for (let x = box.x + 6; x < box.x + box.width; x += 24) await page.mouse.click(x, y);
  }

  /** While the extension host is looked at: when it takes too much, there is no more to wait for. */
  async function seen(row: Locator): Promise<void> {
    const host = extensionHostOf(workbench.folder);
    const isThere = () =>
      row.waitFor({ timeout: 250 }).then(
        () => true,
        () => false,
      );
    const deadline = performance.now() + TOLD_MS;
    do {
      const bytes = peakMemory(host);
      assert.ok(bytes < MOST_BYTES, `the extension host takes ${Math.round(bytes / 1e6)} MB`);
      assert.ok(
        performance.now() < deadline,
        `no error is told; asked last: ${liar.seen.slice(-4).join(', ')}`,
      );
    } while (!(await isThere()));
  }
});
