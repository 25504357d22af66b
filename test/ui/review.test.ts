import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import * as ui from './support/actions';
import { useConnected } from './support/useConnected';

/** Names as the picker lists them, and the class that the workbench has then. */
const THEMES = [
  ['Dark Modern', '.vs-dark'],
  ['Dark High Contrast', '.hc-black'],
  ['Light Modern', '.vs'],
] as const;

describe('reviewing what is uploaded', () => {
  let page: Page;
  const connected = useConnected({
    remote: { cats: { 'set/notes.md': '# Cats, as they were\n', 'set/labels.csv': 'same as ever' } },
    files: {
      'set/notes.md': '# Cats\n',
      'set/labels.csv': 'some as ever',
      'set/.env': 'PASSWORD=1\n',
      'set/images/1.png': new Uint8Array(2000),
      'set/images/2.png': new Uint8Array(3000),
      'set/node_modules/x/index.js': '',
    },
  });
  const { workbench } = connected;

  before('choose the target', async () => {
    ({ page } = connected);
    await ui.chooseTarget(page);
  });

  it('shows the files at once when one looks like a secret, in every theme', async () => {
    await ui.chooseFromContextMenu(page, ui.explorerRow(page, 'set'), 'Upload to Last Oxen Target');

    await row('set/.env, its name suggests a secret, 11 B, new, left out').waitFor();
    await row('Files to set/, 4 of 5 · 5.02 kB').waitFor();
    await row('notes.md, 7 B, changed').waitFor();
    await row('labels.csv, 12 B, changed').waitFor();
    await row('Skipped, 1').click();
    await row('set/node_modules, skipped, matches an exclude pattern').waitFor();
    // A click on a row with a box opens nothing.
    await row('Directory images, 2 files · 5 kB').click();
    await page.keyboard.press('ArrowRight');
    assert.equal(await ui.quickInput(page).count(), 0, 'the box is closed');
    for (const [theme, look] of THEMES) {
      await ui.runCommand(page, 'Preferences: Color Theme');
      await ui.quickItem(page, 'Solarized Light').waitFor();
      await ui.quickInput(page).fill(theme);
      await ui.quickItem(page, theme).first().click();
      await page.locator(`.monaco-workbench${look}`).waitFor();
      await workbench.shoot(`review ${theme}`);
    }
  });

  it('is ticked by keyboard, and tells how much of a directory goes', async () => {
    await row('Directory images, 2 files · 5 kB').click();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menuitem', { name: 'Tick or Untick' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');

    await row('1.png, 2 kB, new, left out').waitFor();
    await row('Directory images, 1 of 2 · 3 kB').waitFor();
    await workbench.shoot('review partly ticked');
  });

  it('takes what a rule leaves out, and keeps what was unticked', async () => {
    const skipped = row('set/node_modules, skipped, matches an exclude pattern');
    await ui.chooseFromContextMenu(page, skipped, 'Upload Anyway');

    await row(/^Directory node_modules, 1 file/).waitFor();
    await row('Directory images, 1 of 2 · 3 kB').waitFor();
  });

  it('uploads what is ticked, with the message that was kept', async () => {
    await ui.runCommand(page, 'Oxen: Edit Message…');
    await ui.reviewText(page).waitFor();
    await ui.quickInput(page).fill('Seen before');
    await ui.runCommand(page, 'Oxen: Review Files…');
    await page.getByText('“Seen before” →').waitFor();
    await page.getByRole('button', { name: 'Upload', exact: true }).click();

    await ui
      .notification(
        page,
        /Uploaded 4 files .* to ox\/cats · main as .* Left out as possible secrets: \.env\. 1 unticked/,
      )
      .waitFor();
    await page.getByRole('treeitem', { name: /^Files to set/ }).waitFor({ state: 'detached' });
  });

  it('is found in Uploads, with what became of each file, by the keyboard', async () => {
    await ui.runCommand(page, 'Oxen: Focus on Uploads View');
    const uploaded = row(/^set, uploaded as [0-9a-f]{7} · 4 files \(.*\) · ox\/cats · main$/);
    await uploaded.waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');

    await row(/^2\.png, uploaded · 3 kB · set\/images$/).waitFor();
    await row(/^\.env, skipped · its name suggests a secret · set$/).waitFor();
    await workbench.shoot('review uploads');
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menuitem', { name: 'Show Receipt' }).waitFor();
    await page.keyboard.press('Escape');
  });

  function row(name: string | RegExp): Locator {
    return page.getByRole('treeitem', { name, exact: true });
  }
});
