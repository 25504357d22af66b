// Builds the extension (a minified file, one for its upload process and one for the worker threads) and the headless command. `--watch` rebuilds on change, unminified.
const esbuild = require('esbuild');

const watch = process.argv.includes('--watch');

/** @type {esbuild.BuildOptions} */
const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  mainFields: ['module', 'main'],
  minify: !watch,
  sourcemap: watch ? 'linked' : false,
  logLevel: 'info',
};

/** undici is half of all code, and nothing needs it before the first request: a file beside, read then. @type {esbuild.Plugin} */
const undiciBeside = {
  name: 'undici beside',
  setup: (build) => build.onResolve({ filter: /^undici$/ }, () => ({ path: './undici.js', external: true })),
};

/** @type {esbuild.BuildOptions[]} */
const builds = [
  {
    ...common,
    entryPoints: ['src/extension.ts'],
    outfile: 'dist/extension.js',
    external: ['vscode'],
    plugins: [undiciBeside],
  },
  {
    ...common,
    entryPoints: ['src/uploads.ts'],
    outfile: 'dist/uploads.js',
    plugins: [undiciBeside],
  },
  { ...common, entryPoints: ['undici'], outfile: 'dist/undici.js' },
  {
    ...common,
    entryPoints: ['src/headless.ts'],
    outfile: 'dist/headless.js',
    banner: { js: '#!/usr/bin/env node' },
  },
  { ...common, entryPoints: ['src/core/files/worker/main.ts'], outfile: 'dist/fileWorker.js' },
];

async function main() {
  if (watch) {
    for (const build of builds) await (await esbuild.context(build)).watch();
    return;
  }
  await Promise.all(builds.map((build) => esbuild.build(build)));
}

main().catch(() => process.exit(1));
