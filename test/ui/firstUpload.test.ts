import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import * as ui from './support/actions';
import { useConnected } from './support/useConnected';

describe('the first upload after connecting', () => {
  let page: Page;
  const connected = useConnected({
    remote: { cats: { 'README.md': '# cats\n' }, dogs: { 'README.md': '# dogs\n' } },
    files: { 'cat.txt': 'a cat\n' },
  });
  const { workbench } = connected;

  before('order it', async () => {
    ({ page } = connected);
    await ui.chooseFromContextMenu(page, ui.explorerRow(page, 'cat.txt'), 'Upload to Oxen…');
  });

  it('begins with the repository: there is one server', async () => {
    await ui.quickTitle(page, '(1/2)').waitFor();
    await ui.quickItem(page, 'ox/cats').waitFor();
    assert.equal(await ui.quickBack(page).count(), 0);
  });

  it('leads back from the branch, to what was typed', async () => {
    await ui.quickInput(page).fill('dog');
    await ui.quickItem(page, 'ox/cats').waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await ui.quickTitle(page, 'ox/dogs (2/2)').waitFor();
    await ui.quickItem(page, 'main').waitFor();
    await workbench.shoot('first upload branch');
    await ui.quickBack(page).click();

    await ui.quickTitle(page, '(1/2)').waitFor();
    assert.equal(await ui.quickInput(page).inputValue(), 'dog');
    assert.equal(await ui.quickItem(page, 'ox/cats').count(), 0);
  });

  it('leads back from the name of a new branch, which is kept, too', async () => {
    await ui.quickItem(page, 'ox/dogs').click();
    await ui.quickItem(page, 'New Branch…').click();
    await ui.quickMessage(page, 'New branch name').waitFor();
    await ui.quickInput(page).fill('half');
    await ui.quickBack(page).click();
    await ui.quickItem(page, 'New Branch…').click();

    await ui.quickMessage(page, 'New branch name').waitFor();
    assert.equal(await ui.quickInput(page).inputValue(), 'half');
    await ui.quickBack(page).click();
  });

  it('asks for the review as the third', async () => {
    await ui.quickItem(page, 'main').click();
    await ui.quickMessage(page, '→ cat.txt · 1 new').waitFor();
    await ui.acceptReview(page, 'First');

    await ui.notification(page, 'Uploaded 1 file (6 B) to ox/dogs · main as').waitFor();
  });
});
