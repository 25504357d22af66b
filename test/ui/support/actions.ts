/** What a person does in the workbench and looks at, as locators and clicks. */
import type { Locator, Page } from 'playwright-core';

/** A file or folder in the Explorer, by the text of its row. */
export function explorerRow(page: Page, name: string): Locator {
  return page.locator('.explorer-folders-view .monaco-list-row', { hasText: name });
}

export async function contextMenu(page: Page, target: Locator): Promise<Locator> {
  await target.click({ button: 'right' });
  return page.getByRole('menu').last();
}

export async function chooseFromContextMenu(page: Page, target: Locator, title: string): Promise<void> {
  const menu = await contextMenu(page, target);
  // A menu hears no mouse-up in its first 100 ms.
  await menu.getByRole('menuitem', { name: title }).click({ delay: 200 });
}

/** Runs a command from the palette; `title` as shown there, with its category: `Oxen: Show Log`. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  await quickInput(page).fill(`>${title}`);
  await quickItem(page, title).first().click();
}

/** The field of the open input box, quick pick or palette. */
export function quickInput(page: Page): Locator {
  return page.locator(
    '.quick-input-widget:visible input[type=text], .quick-input-widget:visible input[type=password]',
  );
}

/** Answers an input box, once it asks this. */
export async function answerInput(page: Page, question: string, text: string): Promise<void> {
  await quickMessage(page, question).waitFor();
  await quickInput(page).fill(text);
  await quickInput(page).press('Enter');
}

/** The line of an upload's review that tells what will happen, once its numbers stand. */
export function reviewText(page: Page): Locator {
  return quickMessage(page, /→ .*\d (new|changed|the same|files? of the same size)/);
}

/** Says yes to an upload's review, once that counts, with this message or the one that it suggests. */
export async function acceptReview(page: Page, message?: string): Promise<void> {
  await reviewText(page).waitFor();
  if (message !== undefined) await quickInput(page).fill(message);
  await quickButton(page, 'Upload').click();
}

/** An icon beside the title of an input box, by its tooltip. */
export function quickButton(page: Page, tooltip: string): Locator {
  return page.locator('.quick-input-widget:visible').getByRole('button', { name: tooltip, exact: true });
}

/** The arrow to the question before; its name ends with its key. */
export function quickBack(page: Page): Locator {
  return page.locator('.quick-input-widget:visible').getByRole('button', { name: /^Back/ });
}

/** Gives the file dialog a path, once it lists the folder that it opened in: what is typed before would be lost. */
export async function answerDialog(page: Page, listed: string, path: string): Promise<void> {
  await quickItem(page, listed).first().waitFor();
  await quickInput(page).fill(path);
  await quickInput(page).press('Enter');
}

export function quickItem(page: Page, text: string | RegExp): Locator {
  return page.locator('.quick-input-widget:visible .monaco-list-row', { hasText: text });
}

/** A notification that has come to rest, so that it can be clicked and pictured. */
export function notification(page: Page, text: string | RegExp): Locator {
  return page.locator('.notification-toast.notification-fade-in-done', { hasText: text });
}

/** A modal message. */
export function dialog(page: Page, text: string | RegExp): Locator {
  return page.locator('.monaco-dialog-box', { hasText: text });
}

export function statusBarItem(page: Page, text: string | RegExp): Locator {
  return page.locator('.statusbar-item', { hasText: text });
}

/** A row of the tree in any side bar view; not the copies that stay on top while their children scroll. */
export function viewRow(page: Page, text: string | RegExp): Locator {
  return page.locator('.pane-body .monaco-list-row:not(.monaco-tree-sticky-row)', { hasText: text });
}

/** Shows a view container by its name in the activity bar. */
export async function openContainer(page: Page, name: string): Promise<void> {
  await page.locator('.activitybar .action-item', { has: page.locator(`[aria-label^="${name}"]`) }).click();
}

/** The line above the field of an input box. */
export function quickTitle(page: Page, text: string | RegExp): Locator {
  return page.locator('.quick-input-widget:visible .quick-input-title', { hasText: text });
}

/** The line below the field of an input box: what is asked for, or what is wrong with it. */
export function quickMessage(page: Page, text: string | RegExp): Locator {
  return page.locator('.quick-input-widget:visible .quick-input-message', { hasText: text });
}

/** Chooses the root of `main` of the repository `ox/cats` as the upload target. */
export async function chooseTarget(page: Page): Promise<void> {
  await runCommand(page, 'Oxen: Choose Upload Target…');
  for (const answer of ['ox/cats', 'main', 'the root']) await quickItem(page, answer).click();
  await notification(page, 'Upload target: ox/cats · main.').waitFor();
}
