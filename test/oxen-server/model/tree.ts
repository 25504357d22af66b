/** One file of a commit. */
export interface FileNode {
  readonly hash: string;
  readonly size: number;
  /** Of the blob when it was staged, in ms since 1970. */
  readonly time: number;
  /** The commit that put it there. */
  readonly commitId: string;
}

/** One directory of a commit. Never changed once made: commits share what they did not change. */
export interface Directory {
  readonly files: ReadonlyMap<string, FileNode>;
  readonly directories: ReadonlyMap<string, Directory>;
  /** The last commit that changed something below. */
  readonly commitId: string;
}

export interface TreeChange {
  readonly path: string;
  readonly hash: string;
  readonly size: number;
  readonly time: number;
}

export function emptyDirectory(commitId: string): Directory {
  return { files: new Map(), directories: new Map(), commitId };
}

export function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '' && segment !== '.');
}

export function findDirectory(root: Directory, path: string): Directory | undefined {
  let directory: Directory | undefined = root;
  for (const segment of segmentsOf(path)) directory = directory?.directories.get(segment);
  return directory;
}

export function findFile(root: Directory, path: string): FileNode | undefined {
  const segments = segmentsOf(path);
  const name = segments.pop();
  if (name === undefined) return undefined;
  return findDirectory(root, segments.join('/'))?.files.get(name);
}

/** The tree with these files put into it; only the directories on their way are copied, each once. */
export function withChanges(root: Directory, changes: Iterable<TreeChange>, commitId: string): Directory {
  const plan = newPlan();
  for (const change of changes) {
    const segments = segmentsOf(change.path);
    const name = segments.pop();
    if (name === undefined) continue;
    planFor(plan, segments).files.set(name, {
      hash: change.hash,
      size: change.size,
      time: change.time,
      commitId,
    });
  }
  return apply(root, plan, commitId);
}

interface Plan {
  readonly files: Map<string, FileNode>;
  readonly directories: Map<string, Plan>;
}

function newPlan(): Plan {
  return { files: new Map(), directories: new Map() };
}

function planFor(root: Plan, segments: readonly string[]): Plan {
  let plan = root;
  for (const segment of segments) {
    const next = plan.directories.get(segment) ?? newPlan();
    plan.directories.set(segment, next);
    plan = next;
  }
  return plan;
}

function apply(directory: Directory, plan: Plan, commitId: string): Directory {
  const files = plan.files.size === 0 ? directory.files : new Map([...directory.files, ...plan.files]);
  const directories = new Map(directory.directories);
  for (const [name, inner] of plan.directories) {
    directories.set(name, apply(directories.get(name) ?? emptyDirectory(commitId), inner, commitId));
  }
  return { files, directories, commitId };
}
