import { open, rename, truncate, writeFile } from 'node:fs/promises';

/** Stands in what was changed, and in nothing else. */
export const MARK = 'changed after it was hashed ';
const MARKED_BYTES = 1024 * 1024;
const marked = Buffer.alloc(MARKED_BYTES, MARK);

export type Harm = (path: string) => Promise<void>;

/** What somebody does to a file that is being uploaded. */
export const HARM = {
  /** The last bytes: those that are read last. */
  edited: async (path: string) => {
    const file = await open(path, 'r+');
    const { size } = await file.stat();
    await file.write(marked, 0, MARKED_BYTES, size - MARKED_BYTES);
    await file.close();
  },
  truncated: (path: string) => truncate(path, MARKED_BYTES),
  replaced: async (path: string) => {
    await writeFile(`${path}.new`, marked);
    await rename(`${path}.new`, path);
  },
} satisfies Record<string, Harm>;
