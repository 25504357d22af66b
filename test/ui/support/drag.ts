import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { explorerRow } from './actions';

/** As by hand: by way of the activity bar, which shows another view to whom stays there while dragging. */
export async function dragFromExplorer(page: Page, name: string, target: Locator): Promise<void> {
  await explorerRow(page, name).hover();
  await page.mouse.down();
  const icon = await page.locator('.activitybar a[aria-label^="Oxen"]').boundingBox();
  assert.ok(icon);
  for (let move = 0; move < 1000 && !(await target.isVisible()); move++) {
    await page.mouse.move(icon.x + 10 + (move % 10), icon.y + 20, { steps: 2 });
  }
  await target.hover();
  await target.hover(); // one move to enter the row, one over it
  await page.mouse.up();
}

/** A file that has no path where VS Code runs. */
export async function dropFromDesktop(
  page: Page,
  target: Locator,
  file: { readonly name: string; readonly text: string },
): Promise<void> {
  // As text: these are names of the browser's, which Node's types do not know.
  const dataTransfer = await page.evaluateHandle(`
    (() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([${JSON.stringify(file.text)}], ${JSON.stringify(file.name)}));
      return transfer;
    })()`);
  for (const type of ['dragenter', 'dragover', 'drop']) await target.dispatchEvent(type, { dataTransfer });
}
