import { basename } from 'node:path';
import type { FileDigest } from '../../files/hash';
import type { SkipReason } from '../../files/localFile';
import type { RepoPath } from '../../repoPath';
import { withoutPaths } from './partialPlan';
import type { Preparation } from './prepare';

/** A file that looks like a secret, and would be new on the branch or changed there. */
export interface Secret {
  /** Of the local file. */
  readonly path: string;
  readonly destination: RepoPath;
  readonly reason: SkipReason & ('secret-name' | 'private-key');
}

const NAMES = [
  /^\.env(?:\..*)?(?<!\.(?:example|sample|template))$/i,
  /^id_(?:rsa|dsa|ecdsa|ed25519)$/i,
  /\.(?:pem|key|p12|pfx|kdbx|keystore|tfstate)$/i,
  /^(?:\.netrc|\.pypirc|\.npmrc|\.git-credentials|credentials|auth_config\.toml)$/i,
  /^service-account.*\.json$/i,
];

/** Why a file looks like a secret, `undefined` if it does not: by either of its names, or by how it begins. */
export function reasonForSecrecy(
  { path, destination }: Pick<Secret, 'path' | 'destination'>,
  { isPrivateKey }: FileDigest,
): Secret['reason'] | undefined {
  if (isSecretName(basename(path)) || isSecretName(destination.slice(destination.lastIndexOf('/') + 1)))
    return 'secret-name';
  return isPrivateKey === true ? 'private-key' : undefined;
}

/** In either case of its letters: some file systems do not tell them apart. */
export function isSecretName(name: string): boolean {
  return NAMES.some((pattern) => pattern.test(name));
}

/** Those of the preparation that nobody has agreed to. @param allowed paths in the repository that may go */
export function secretsBeyond({ secrets }: Preparation, allowed: readonly string[]): readonly Secret[] {
  const may = new Set(allowed);
  return secrets.filter(({ destination }) => !may.has(destination));
}

/** The preparation without these: they are skipped. */
export function leaveOut(preparation: Preparation, secrets: readonly Secret[]): Preparation {
  if (secrets.length === 0) return preparation;
  const left = new Set<string>(secrets.map(({ destination }) => destination));
  return {
    ...preparation,
    plan: withoutPaths(preparation.plan, left),
    secrets: preparation.secrets.filter(({ destination }) => !left.has(destination)),
    skipped: [...preparation.skipped, ...secrets.map(({ path, reason }) => ({ path, reason }))],
  };
}
