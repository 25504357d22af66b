import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import * as ui from './support/actions';
import { useConnected } from './support/useConnected';

describe('changing the destination in the review box', () => {
  let page: Page;
  const connected = useConnected({
    remote: { cats: { 'README.md': '# Cats\n' } },
    files: { 'data/deep/cat.txt': 'a cat\n' },
  });
  const { workbench } = connected;

  before('order an upload, and write its message', async () => {
    ({ page } = connected);
    await ui.chooseTarget(page);
    await ui.chooseFromContextMenu(page, ui.explorerRow(page, 'data'), 'Upload to Last Oxen Target');
    await ui.quickMessage(page, '→ data/deep/cat.txt · 1 new').waitFor();
    await ui.quickInput(page).fill('Half a mess');
  });

  it('comes back to the box when it is left by Escape', async () => {
    await ui.quickButton(page, 'Change Destination…').click();
    await ui.quickItem(page, 'File or Folder Name Only').waitFor();
    await page.keyboard.press('Escape');

    await ui.quickMessage(page, '→ data/deep/cat.txt · 1 new').waitFor();
    assert.equal(await ui.quickInput(page).inputValue(), 'Half a mess');
  });

  it('comes back with the new place when one is chosen', async () => {
    await ui.quickButton(page, 'Change Destination…').click();
    await ui.quickItem(page, 'Another Directory…').click();
    await ui.quickItem(page, 'the root').waitFor();
    await ui.quickInput(page).fill('else/where');
    await ui.quickItem(page, 'will be created').click();

    await ui.quickMessage(page, '→ else/where/data/deep/cat.txt · 1 new').waitFor();
    await ui.quickTitle(page, 'Upload 1 file (6 B) to ox/cats · main').waitFor();
    assert.equal(await ui.quickInput(page).inputValue(), 'Half a mess');
    await workbench.shoot('changed destination');
  });

  it('uploads there, with the message as it was written on', async () => {
    await ui.acceptReview(page, 'Half a message, and the other one');

    await ui.notification(page, /Uploaded 1 file \(6 B\) to ox\/cats · main · else\/where as/).waitFor();
    const there = await fetch(
      `${connected.oxen.origin}/api/repos/ox/cats/file/main/else/where/data/deep/cat.txt`,
    );
    assert.equal(await there.text(), 'a cat\n');
  });
});
