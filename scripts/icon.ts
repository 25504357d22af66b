/** Draws media/icon.png from scripts/icon.svg. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { launchBrowser } from '../test/vscode-host/workbench';

const SIZE_PIXELS = 256;

async function main(): Promise<void> {
  const svg = readFileSync(path.join(__dirname, 'icon.svg'), 'utf8');
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: SIZE_PIXELS, height: SIZE_PIXELS } });
    await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${svg}`);
    await page.screenshot({ path: path.join(__dirname, '../media/icon.png'), omitBackground: true });
  } finally {
    await browser.close();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
