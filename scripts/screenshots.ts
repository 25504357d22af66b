/**
 * Pictures of the real flow, in the packaged extension: `npm run screenshots [-- --only WORDS] [--server VERSION]`,
 * such as `--only "Light Modern 720"` or `--only animation`; against the small server, or a real one. All go to out/screenshots/; those that README.md shows, to
 * docs/images/ as well.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { Workbench } from '../test/ui/support/useWorkbench';
import { root } from '../test/vscode-host/codeServer';
import { useScratch } from './demo/scratch';
import { makeRepository, requireBinary, startOxen } from './demo/server';
import { FilmCamera } from './screenshots/animation';
import { filesOnBranch, localFiles, REPOSITORY } from './screenshots/dataSet';
import { drawPointer } from './screenshots/pointer';
import { type Camera, lookBack, prepare, upload } from './screenshots/walk';

/** Names as people know them, and as the setting has them. */
const THEMES = {
  'Dark Modern': 'Dark Modern',
  'Dark High Contrast': 'Default High Contrast',
  'Light Modern': 'Light Modern',
};
const SIZES = [
  { width: 1440, height: 900 },
  { width: 720, height: 800 },
];
const FILM_SIZE = { width: 960, height: 600 };
const PATIENCE_MS = 40_000; // for each step; 4 s on a quiet machine

const all = path.join(root, 'out/screenshots');
const shown = path.join(root, 'docs/images');
/** What README.md shows: of these pictures, the part where something is to be seen. */
const IN_README = {
  title: 'Light Modern 1440',
  moments: ['review', 'receipt'],
  clip: { x: 0, y: 0, width: 1080, height: 480 },
};

interface Visit {
  readonly page: Page;
  /** Of the Oxen server. */
  readonly origin: string;
}

async function main(): Promise<void> {
  const { only, server } = parseArgs({
    options: { only: { type: 'string', default: '' }, server: { type: 'string' } },
  }).values;
  const binary = server === undefined ? undefined : requireBinary(server);
  useScratch();
  mkdirSync(all, { recursive: true });
  mkdirSync(shown, { recursive: true });
  for (const [name, theme] of Object.entries(THEMES)) {
    for (const size of SIZES) {
      if (!`${name} ${size.width}`.includes(only)) continue;
      await visit({ binary, theme, size }, (place) => takePictures(place, `${name} ${size.width}`));
    }
  }
  if ('animation'.includes(only))
    await visit({ binary, theme: THEMES['Dark Modern'], size: FILM_SIZE }, makeAnimation);
  process.exit(0);
}

interface Place {
  /** Of a real server. */
  readonly binary: string | undefined;
  readonly theme: string;
  readonly size: { readonly width: number; readonly height: number };
}

/** Opens a new workbench on a new server, which ends with this process. */
async function visit({ binary, theme, size }: Place, use: (visit: Visit) => Promise<void>): Promise<void> {
  const origin = await startOxen(binary);
  await makeRepository(origin, REPOSITORY, filesOnBranch());
  const workbench = new Workbench();
  try {
    await workbench.start({
      files: localFiles(),
      settings: {
        'workbench.colorTheme': theme,
        'editor.minimap.enabled': false,
        'diffEditor.renderSideBySide': false,
        'workbench.hover.delay': 600_000, // no tooltips over what is to be seen
        'oxen.servers': [origin],
        'oxen.upload.limitRate': '2MB', // else it is over before there is a picture
        'oxen.commit.author': 'Ada',
        'oxen.commit.email': 'ada@example.org',
      },
    });
    const { page } = workbench;
    page.setDefaultTimeout(PATIENCE_MS);
    await page.setViewportSize(size);
    await prepare(page);
    await use({ page, origin });
  } catch (error) {
    await workbench.shoot('screenshots failed');
    throw error;
  } finally {
    await workbench.close();
  }
}

async function takePictures({ page, origin }: Visit, title: string): Promise<void> {
  const camera: Camera = {
    async take(moment) {
      const name = `${title.toLowerCase().replaceAll(' ', '-')}-${moment}.png`;
      await page.screenshot({ path: path.join(all, name) });
      console.log(path.join('out/screenshots', name));
      if (title !== IN_README.title || !IN_README.moments.includes(moment)) return;
      await page.screenshot({ path: path.join(shown, `${moment}.png`), clip: IN_README.clip });
    },
    film: (until) => until,
  };
  await upload(page, camera);
  await lookBack(page, origin, camera);
}

async function makeAnimation({ page }: Visit): Promise<void> {
  await drawPointer(page);
  const camera = new FilmCamera(page);
  await upload(page, camera);
  const gif = await camera.gif();
  writeFileSync(path.join(shown, 'upload.gif'), gif);
  console.log(`docs/images/upload.gif: ${gif.length} bytes`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1); // servers may be running
});
