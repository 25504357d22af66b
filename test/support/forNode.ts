import type { BuildOptions } from 'esbuild';

/** How a script for a Node process of its own is bundled. */
export const FOR_NODE = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
} satisfies BuildOptions;
