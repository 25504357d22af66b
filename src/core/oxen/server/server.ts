import { t } from '@vscode/l10n';
import * as v from 'valibot';
import type { OxenServer } from '../http/client';
import { isSegment, MOST_LIST_BYTES } from '../http/route';
import { type ServerFeatures, featuresOf, VersionText } from './serverVersion';

/**
 * The version of the server and what follows from it. A first contact: fails at once, without retries.
 *
 * @throws OxenError when nothing answers there, it is no Oxen server, or it refuses the key
 */
export async function getFeatures(server: OxenServer, signal: AbortSignal): Promise<ServerFeatures> {
  const what = t('Connecting to {0}', server.origin);
  const schema = v.object({ oxen_version: VersionText });
  const reply = await server.json(
    { what, method: 'GET', path: '/api/version', repeat: 'never', signal },
    schema,
  );
  return featuresOf(reply.oxen_version);
}

/** More than any disk has, and far from what a number cannot hold in bytes. */
const FreeGigabytes = v.pipe(v.number(), v.minValue(0), v.maxValue(1e12));

/**
 * Free bytes of the disk that the server's data lies on, as far as it can tell: with a relative data directory it
 * takes the first one (liboxen 0.65.2 util/fs.rs:1271). Nothing depends on it, so it is asked for once.
 */
export async function getFreeDisk(server: OxenServer, signal: AbortSignal): Promise<number> {
  const schema = v.object({ disk_usage: v.object({ free_gb: FreeGigabytes }) });
  const what = t('Checking the server’s disk space');
  const reply = await server.json(
    { what, method: 'GET', path: '/api/health', repeat: 'never', signal },
    schema,
  );
  return reply.disk_usage.free_gb * 1e9;
}

/** The names of all namespaces that this key may see, but for those that no address leads to. */
export async function listNamespaces(server: OxenServer, signal: AbortSignal): Promise<readonly string[]> {
  const schema = v.object({ namespaces: v.array(v.object({ namespace: v.string() })) });
  const call = {
    what: t('Listing the namespaces'),
    method: 'GET',
    path: '/api/namespaces',
    repeat: 'safe',
    maxReplyBytes: MOST_LIST_BYTES,
    signal,
  } as const;
  const { namespaces } = await server.json(call, schema);
  return namespaces.map(({ namespace }) => namespace).filter(isSegment);
}
