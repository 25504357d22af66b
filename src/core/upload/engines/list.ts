import type { Engine } from './engine';
import { packs } from './packs';
import { rawChunks } from './rawChunks';
import { stageFiles } from './stageFiles';
import { versionChunks } from './versionChunks';
import { versionUploads } from './versionUploads';

/** All engines. Of those for small files the first one is taken, unless the user chose another. */
export const ENGINES: readonly Engine[] = [stageFiles, packs, rawChunks, versionChunks, versionUploads];

/** As settings and the command line have them. */
export const ENGINE_NAMES: readonly string[] = [...new Set(ENGINES.map(({ name }) => name))];
