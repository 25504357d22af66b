/** Uses the demo as a person would, with a headless browser, and then asks the server what it has. */
import assert from 'node:assert/strict';
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import prettyBytes from 'pretty-bytes';
import { contentsOf } from '../../test/contract/support/contents';
import {
  chooseFromContextMenu,
  explorerRow,
  notification,
  acceptReview,
  quickItem,
} from '../../test/ui/support/actions';
import { root } from '../../test/vscode-host/codeServer';
import { launchBrowser, openWorkbench } from '../../test/vscode-host/workbench';
import { LARGE_FILE, SMALL_FILE } from './sampleFiles';
import type { Stage } from './stage';

const PATIENCE_MS = 60_000; // for each step; 4 s on a quiet machine

/** @throws when anything is not as it should be; then there is a picture in out/shots/ */
export async function check(stage: Stage, url: string): Promise<void> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(PATIENCE_MS);
    try {
      await openWorkbench(page, url);
      passed('VS Code shows the sample folder.');
      await uploadByHand(page, stage);
      await checkBranch(stage, SMALL_FILE);
      await uploadAgain(page, stage);
      await checkBranch(stage, LARGE_FILE);
    } catch (error) {
      await shoot(page);
      throw error;
    }
  } finally {
    await browser.close();
  }
}

async function uploadByHand(page: Page, { folder, repository }: Stage): Promise<void> {
  await chooseFromContextMenu(page, explorerRow(page, SMALL_FILE), 'Upload to Oxen…');
  passed(`The menu of ${SMALL_FILE} offers “Upload to Oxen…”.`);

  for (const choice of [repository.name, 'main']) await quickItem(page, choice).click();
  passed(`The target can be chosen: ${repository.name}, branch main.`);
  await finishUpload(page, path.join(folder, SMALL_FILE));
}

async function uploadAgain(page: Page, { folder }: Stage): Promise<void> {
  await chooseFromContextMenu(page, explorerRow(page, LARGE_FILE), 'Upload to Last Oxen Target');
  await finishUpload(page, path.join(folder, LARGE_FILE));
}

async function finishUpload(page: Page, file: string): Promise<void> {
  await acceptReview(page);
  const closing = notification(page, `Uploaded 1 file (${prettyBytes(statSync(file).size)})`);
  await closing.waitFor();
  passed(`The notification says: ${await closing.locator('.notification-list-item-message').innerText()}`);
}

async function checkBranch({ folder, repository }: Stage, file: string): Promise<void> {
  const local = await contentsOf([path.join(folder, file)]);
  const onBranch = await repository.contents('main');
  assert.equal(onBranch.get(file), local.get(file));
  const [commit] = await repository.history('main');
  assert.equal(commit?.message.split('\n')[0], `Upload ${file}`);
  passed(`The branch has the bytes of ${file}, by the commit “Upload ${file}”.`);
}

function passed(what: string): void {
  console.log(`✓ ${what}`);
}

async function shoot(page: Page): Promise<void> {
  const shots = path.join(root, 'out/shots');
  mkdirSync(shots, { recursive: true });
  const picture = path.join(shots, 'demo-check.png');
  // A page that crashed gives no picture; the error that brought us here matters more.
  await page.screenshot({ path: picture }).then(() => console.error(`See ${picture}`), console.error);
}
