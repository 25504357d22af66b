import type { SavedOrder } from '../../src/core/upload/journal/records';

/** What an upload was told to do, and what its journal begins with. */
export const ORDER: SavedOrder = {
  origin: 'https://oxen.example',
  repository: 'ox/cats',
  branch: 'main',
  directory: '',
  selection: ['/data/b', '/data/a'],
};
export const BEGIN = {
  order: ORDER,
  text: { message: 'm', author: 'Ada', email: 'ada@example.org' },
  approved: [
    { path: 'b', replaces: undefined },
    { path: 'a', replaces: '1a' },
  ],
};
