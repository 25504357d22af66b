/** Packages the built extension as dist/NAME-VERSION.vsix, the only .vsix there, and checks what is in it. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import * as v from 'valibot';
import { packageFaults } from './packageRules';
import { packedReadme } from './packedReadme';

const root = path.resolve(__dirname, '..');
const dist = path.join(root, 'dist');
const out = path.join(root, 'out');
/** What is packed for it. */
const README = 'dist/README.md';
const manifestSchema = v.object({ name: v.string(), version: v.string() });

async function main(): Promise<void> {
  const manifest = v.parse(manifestSchema, JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')));
  writeFileSync(path.join(root, README), packedReadme(readFileSync(path.join(root, 'README.md'), 'utf8')));
  const name = `${manifest.name}-${manifest.version}.vsix`;
  const vsix = path.join(dist, name);
  const made = path.join(out, name);
  mkdirSync(out, { recursive: true });
  await createVSIX({
    cwd: root,
    packagePath: made,
    dependencies: false,
    readmePath: README,
    allowMissingRepository: true,
    rewriteRelativeLinks: false, // it would need the repository's address for README.md's links
  });

  const faults = await packageFaults(made, path.join(root, '.vscodeignore'));
  for (const fault of faults) console.error(`The package: ${fault}`);
  if (faults.length > 0) {
    process.exitCode = 1;
    return;
  }
  // Tests that run beside this take it at any time.
  renameSync(made, vsix);
  for (const file of readdirSync(dist)) {
    if (file.endsWith('.vsix') && file !== name) rmSync(path.join(dist, file));
  }
  console.log(`${path.relative(root, vsix)}: ${statSync(vsix).size} bytes`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
