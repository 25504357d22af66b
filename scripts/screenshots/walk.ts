/** The way of a person from a right-click to the receipt. */
import type { Locator, Page } from 'playwright-core';
import * as ui from '../../test/ui/support/actions';
import { BATCH, REPOSITORY } from './dataSet';

/** What is worth a picture, in this order. */
export type Moment =
  'menu' | 'target' | 'review' | 'box' | 'sending' | 'done' | 'uploads' | 'receipt' | 'repositories';

export interface Camera {
  take(moment: Moment): Promise<void>;
  /** For what moves by itself: until this has happened. */
  film(until: Promise<void>): Promise<void>;
}

const TARGET = `${REPOSITORY} · main`;
const MESSAGE = 'Batch 7: in the rain';

/** Chooses the target of uploads, as somebody did who has uploaded before, and opens the folder in the Explorer. */
export async function prepare(page: Page): Promise<void> {
  await ui.runCommand(page, 'Oxen: Choose Upload Target…');
  for (const answer of [REPOSITORY, 'main', 'the root']) await ui.quickItem(page, answer).click();
  await ui.notification(page, `Upload target: ${TARGET}.`).waitFor();
  await ui.runCommand(page, 'Notifications: Clear All Notifications');
  await ui.explorerRow(page, BATCH).click();
  await ui.explorerRow(page, 'labels.csv').waitFor();
  await widenSideBar(page);
}

/** Where there is room, so that rows can be read to their end. */
async function widenSideBar(page: Page): Promise<void> {
  const width = page.viewportSize()?.width ?? 0;
  const bar = await page.locator('.part.sidebar').boundingBox();
  if (bar === null || width < 900) return;
  const edge = bar.x + bar.width;
  await page.mouse.move(edge, 300);
  await page.mouse.down();
  await page.mouse.move(edge + width / 12, 300, { steps: 5 });
  await page.mouse.up();
}

/** Uploads the batch; its row is left open in the view Uploads. */
export async function upload(page: Page, camera: Camera): Promise<void> {
  const menu = await ui.contextMenu(page, ui.explorerRow(page, BATCH));
  const item = menu.getByRole('menuitem', { name: 'Upload to Oxen…' });
  await item.hover();
  await camera.take('menu');
  await item.click({ delay: 200 });
  await ui.quickItem(page, TARGET).hover();
  await camera.take('target');
  await ui.quickItem(page, TARGET).click();

  const secret = page.getByRole('treeitem', {
    name: new RegExp(`^${BATCH}/.env, its name suggests a secret`),
  });
  await secret.waitFor();
  await page.getByText(/→ .*\d new.* left out: possible secrets/).waitFor();
  for (const view of ['Repositories', 'Uploads']) await toggleView(page, view); // leaves the room to the review
  await page.getByRole('treeitem', { name: /^labels\.csv, .* changed/ }).click();
  await page.locator('.editor.modified', { hasText: 'no entry' }).waitFor();
  await secret.hover();
  await camera.take('review');
  await inHeader(page, 'Review', 'Edit Message…').click();
  await ui.reviewText(page).waitFor();
  await ui.quickInput(page).fill(MESSAGE);
  await ui.quickButton(page, 'Upload').hover();
  await camera.take('box');
  await ui.quickButton(page, 'Upload').click();

  await toggleView(page, 'Uploads');
  await lookAway(page);

  const done = ui.notification(page, /Uploaded \d+ files/);
  await ui.notification(page, /\d\s% · .*MB\/s · .* left/).waitFor();
  await camera.take('sending');
  await camera.film(done.waitFor());
  await camera.take('done');
  await uploadRow(page).click();
  await page.getByRole('treeitem', { name: /^labels\.csv, uploaded/ }).waitFor();
  await camera.take('uploads');
}

/** Looks at what became of it. */
export async function lookBack(page: Page, origin: string, camera: Camera): Promise<void> {
  await ui.runCommand(page, 'Notifications: Clear All Notifications');
  await ui.chooseFromContextMenu(page, uploadRow(page), 'Show Receipt');
  await page.locator('.monaco-editor .view-line', { hasText: 'README.md' }).waitFor();
  await lookAway(page);
  await camera.take('receipt');
  await ui.runCommand(page, 'View: Close All Editors');
  for (const view of ['Repositories', 'Uploads']) await toggleView(page, view); // opened, and closed
  const place = [
    `server ${new URL(origin).host}`,
    `repository ${REPOSITORY}`,
    'branch main',
    `directory ${BATCH}`,
  ];
  for (const name of place) await page.getByRole('treeitem', { name }).click();
  await page.getByRole('treeitem', { name: 'file labels.csv' }).waitFor();
  await lookAway(page);
  await camera.take('repositories');
}

/** Takes the pointer to where nothing explains itself. */
async function lookAway(page: Page): Promise<void> {
  const { width = 0, height = 0 } = page.viewportSize() ?? {};
  await page.mouse.move(width * 0.7, height * 0.6);
}

function uploadRow(page: Page): Locator {
  return page.getByRole('treeitem', { name: new RegExp(`${BATCH}, uploaded as`) });
}

/** Opens or closes it in the side bar. */
async function toggleView(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: `${name} Section` }).click();
}

/** The buttons in a view's header are shown while the pointer is in the view. */
function inHeader(page: Page, view: string, title: string): Locator {
  return page.getByRole('toolbar', { name: new RegExp(view) }).getByRole('button', { name: title });
}
