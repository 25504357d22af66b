import { t } from '@vscode/l10n';
import { parseBranch } from '../../core/oxen/branchName';
import { isRefusal, repoDirectory } from '../../core/repoPath';
import { UserError } from '../../core/userError';
import type { KnownTarget } from '../../core/upload/target/knownTarget';
import { type PlaceNode, placeOf } from './nodes';

/**
 * The place as a target of uploads.
 *
 * @throws UserError for a branch or directory whose name no upload can go to
 */
export function targetAt(node: PlaceNode): KnownTarget {
  const place = placeOf(node);
  const directory = repoDirectory(place.directory);
  if (isRefusal(directory)) {
    throw new UserError(t('Nothing can be uploaded to {0}: {1}.', place.directory, directory.reason));
  }
  return { ...place, branch: parseBranch(place.branch), directory };
}
