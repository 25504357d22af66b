import type { RepoPath } from '../../repoPath';
import type { Destination, Plan, PlannedBlob } from './plan';

interface Failed {
  readonly blob: PlannedBlob;
}

/** The plan with those destinations only that `isWanted`; a blob without any falls out. */
export function onlyDestinations(
  plan: Plan,
  isWanted: (destination: Destination, blob: PlannedBlob) => boolean,
): Plan {
  const blobs: PlannedBlob[] = [];
  for (const blob of plan.blobs) {
    if (blob.destinations.every((destination) => isWanted(destination, blob))) {
      blobs.push(blob);
      continue;
    }
    const destinations = blob.destinations.filter((destination) => isWanted(destination, blob));
    if (destinations.length > 0) blobs.push({ ...blob, destinations });
  }
  return { ...plan, blobs };
}

/** The plan without these paths. */
export function withoutPaths(plan: Plan, paths: ReadonlySet<string>): Plan {
  return onlyDestinations(plan, ({ path }) => !paths.has(path));
}

/** The plan without what failed. */
export function withoutFailed(plan: Plan, failed: readonly Failed[]): Plan {
  return withoutPaths(plan, new Set<string>(pathsOf(blobsOf(failed))));
}

export function blobsOf(failed: readonly Failed[]): readonly PlannedBlob[] {
  return failed.map(({ blob }) => blob);
}

/** The local files whose content a blob is. */
export function sourcesOf({ destinations }: PlannedBlob): readonly string[] {
  return [...new Set(destinations.map(({ source }) => source))];
}

/** The paths that blobs were to get. */
export function pathsOf(blobs: readonly PlannedBlob[]): readonly RepoPath[] {
  const paths: RepoPath[] = [];
  for (const { destinations } of blobs) for (const { path } of destinations) paths.push(path);
  return paths;
}
