import { basename } from 'node:path';
import type { FileDigest } from '../../files/hashing/hash';
import type { SkipReason } from '../../files/localFile';
import type { RepoPath } from '../../repoPath';

const REASONS = ['secret-name', 'private-key'] as const satisfies readonly SkipReason[];

/** A file that looks like a secret, and would be new on the branch or changed there. */
export interface Secret {
  /** Of the local file. */
  readonly path: string;
  readonly destination: RepoPath;
  readonly reason: (typeof REASONS)[number];
}

const NAMES = [
  /^\.env(?:\..*)?(?<!\.(?:example|sample|template))$/i,
  /^id_(?:rsa|dsa|ecdsa|ed25519)$/i,
  /\.(?:pem|key|p12|pfx|kdbx|keystore|tfstate)$/i,
  /^(?:\.netrc|\.pypirc|\.npmrc|\.git-credentials|credentials|auth_config\.toml)$/i,
  /^service-account.*\.json$/i,
];

/**
 * Why a file looks like a secret, `undefined` if it does not: by either of its names, or by how it begins, where that
 * is known.
 */
export function reasonForSecrecy(
  { path, destination }: { readonly path: string; readonly destination: string },
  digest: FileDigest | undefined,
): Secret['reason'] | undefined {
  if (isSecretName(basename(path)) || isSecretName(destination.slice(destination.lastIndexOf('/') + 1)))
    return 'secret-name';
  return digest?.isPrivateKey === true ? 'private-key' : undefined;
}

/** Whether something was left out for looking like a secret. */
export function isReasonForSecrecy(reason: SkipReason): boolean {
  return REASONS.some((one) => one === reason);
}

/** In either case of its letters: some file systems do not tell them apart. */
export function isSecretName(name: string): boolean {
  return NAMES.some((pattern) => pattern.test(name));
}
