import { randomUUID } from 'node:crypto';
import { chmod, type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from './localFileError';
import { writeWhole } from './wholeFile';

/** For their owner only, whatever the umask. Windows keeps what is below a user's folder private by itself. */
const FOLDER = 0o700;
const FILE = 0o600;
const PERMISSIONS = 0o777;

/** A few blocks of a disk, which a journal needs for its folder and its first files; in bytes. */
const TRIAL_BYTES = 64 * 1024;

/**
 * Makes a folder for its owner only, and those above it that are missing. One that was made open to others, as the
 * first edition did, is closed, with all that is in it.
 */
export async function makePrivateFolder(path: string): Promise<void> {
  await makeFolders(path);
  if (isPrivate(await stat(path), FOLDER)) return;
  await closeFolder(path);
}

/** @throws what the file system says, also that the disk is full */
export async function tryPrivateFolder(path: string): Promise<void> {
  await makePrivateFolder(path);
  const trial = join(path, `${randomUUID()}.part`);
  try {
    await makePrivateFile(trial, Buffer.alloc(TRIAL_BYTES));
  } finally {
    await rm(trial, { force: true });
  }
}

/** @param flags as of `open` of `node:fs` */
export async function openPrivateFile(path: string, flags: string): Promise<FileHandle> {
  const file = await open(path, flags, FILE);
  try {
    if (!isPrivate(await file.stat(), FILE)) await closed(file.chmod(FILE));
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** @throws EEXIST when there is one */
export async function makePrivateFile(path: string, content: string | Uint8Array): Promise<void> {
  const file = await openPrivateFile(path, 'wx');
  try {
    await file.writeFile(content);
  } finally {
    await file.close();
  }
}

/** @see writeWhole */
export async function writePrivateFile(path: string, content: string | Uint8Array): Promise<void> {
  await writeWhole(path, (part) => makePrivateFile(part, content));
}

/**
 * As `mkdir` does with `recursive`, which hangs for ever where nothing can be made in a folder that is there, such as
 * `/proc` (Node 20 and 24: it makes the parent and the folder in turns as long as the answer is ENOENT).
 */
async function makeFolders(path: string): Promise<void> {
  if (await isFolder(path)) return;
  try {
    await mkdir(path, FOLDER);
  } catch (error) {
    const parent = dirname(path);
    if (errorCode(error) === 'ENOENT' && parent !== path) {
      await makeFolders(parent);
      await mkdir(path, FOLDER).catch(unlessFolder(path));
    } else await unlessFolder(path)(error);
  }
}

/** Another process may be faster. */
function unlessFolder(path: string): (error: unknown) => Promise<void> {
  return async (error) => {
    if (!(await isFolder(path))) throw error;
  };
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

async function closeFolder(path: string): Promise<void> {
  await closed(chmod(path, FOLDER));
  if (!isPrivate(await stat(path), FOLDER)) return;
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isFile()) await closed(chmod(join(path, entry.name), FILE));
    if (entry.isDirectory()) await closeFolder(join(path, entry.name));
  }
}

function isPrivate({ mode }: { readonly mode: number }, wanted: number): boolean {
  return process.platform === 'win32' || (mode & PERMISSIONS) === wanted;
}

/** Some file systems have no permissions, and what belongs to another user is not ours to close. */
async function closed(change: Promise<void>): Promise<void> {
  await change.catch(() => undefined);
}
