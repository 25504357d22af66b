/** What the pictures show: a data set with a new batch, and a repository that has the batch before it. */
import { randomBytes } from 'node:crypto';
import type { Files } from '../../test/contract/support/someoneElse';

/** The folder that is uploaded. */
export const BATCH = 'batch-07';
export const REPOSITORY = 'vision/road-signs';

const README = '# Road signs\n\nPhotographed from a bicycle. One line of labels.csv for each picture.\n';
const BYTES_OF_A_PICTURE = 400_000;

/** The open folder: path → content. */
export function localFiles(): Files {
  return {
    'README.md': README,
    [`${BATCH}/.env`]: 'LABELLING_PASSWORD=an-example\n',
    [`${BATCH}/README.md`]: '# Batch 7\n\nTaken in March, in the rain.\n',
    [`${BATCH}/__pycache__/crop.cpython-312.pyc`]: 'made again when it is needed',
    [`${BATCH}/crop.py`]: 'from PIL import Image\n',
    [`${BATCH}/labels.csv`]: labels(['stop', 'yield', 'stop', 'no entry']),
    ...pictures(`${BATCH}/test/images`, 6),
    ...pictures(`${BATCH}/train/images`, 24),
  };
}

/** What the branch has before. */
export function filesOnBranch(): Files {
  return {
    'README.md': README,
    'batch-06/labels.csv': labels(['stop', 'stop', 'yield']),
    ...pictures('batch-06/train/images', 3),
    [`${BATCH}/crop.py`]: 'from PIL import Image\n',
    [`${BATCH}/labels.csv`]: labels(['stop', 'yield']),
  };
}

function labels(names: readonly string[]): string {
  const lines = names.map((name, index) => `images/${pictureName(index)},${name}`);
  return ['file,sign', ...lines, ''].join('\n');
}

function pictures(folder: string, count: number): Record<string, Uint8Array<ArrayBuffer>> {
  const names = Array.from({ length: count }, (_, index) => `${folder}/${pictureName(index)}`);
  return Object.fromEntries(names.map((name) => [name, randomBytes(BYTES_OF_A_PICTURE)]));
}

function pictureName(index: number): string {
  return `sign-${String(index + 1).padStart(4, '0')}.jpg`;
}
