import type { ProxiedCall } from '../contract/support/proxiedCall';
import type { Proxy } from '../contract/support/proxy';

/**
 * Watches what must hold of raw chunks on their way, whatever happens (docs/engines.md#guards, “raw: order”): the last
 * one of a blob is sent alone, and not again before a look at whether the blob is there.
 *
 * @returns the breaches so far
 */
export function watchRawChunks(proxy: Proxy): readonly string[] {
  const breaches: string[] = [];
  /** By attempt and number: a chunk that is sent again was given up before. */
  const underWay = new Map<string, ProxiedCall>();
  /** Last chunks since whose end nobody has looked. */
  const unlooked = new Set<string>();
  const follow = async (call: ProxiedCall) => {
    const { path, query } = call;
    const looked = /\/versions\/([0-9a-f]+)\/metadata$/.exec(path)?.[1];
    if (looked !== undefined)
      for (const attempt of unlooked) if (attempt.startsWith(looked)) unlooked.delete(attempt);
    if (query.get('is_compressed') !== 'false' || Number(query.get('total_chunks')) === 1) return;

    const attempt = `${blobOf(call)} ${query.get('hash') ?? ''}`;
    const number = Number(query.get('chunk_num'));
    const isLast = number === Number(query.get('total_chunks')) - 1;
    const key = `${attempt} ${number}`;
    underWay.delete(key);
    const others = [...underWay.keys()].filter((other) => other.startsWith(attempt)).length;
    if (isLast && others > 0) breaches.push(`the last chunk was sent while ${others} others were under way`);
    if (isLast && unlooked.has(attempt)) breaches.push('the last chunk was sent again without a look');
    underWay.set(key, call);
    const status = await call.ended();
    if (underWay.get(key) === call) underWay.delete(key);
    // What the uploader itself breaks off, because the file has changed, the server never has.
    if (isLast && status !== 429 && !call.isUnfinished) unlooked.add(attempt);
  };
  proxy.observe((call) => void follow(call));
  return breaches;
}

/** The hash in `versions/files/<2>/<rest>/data`. */
function blobOf({ query }: ProxiedCall): string {
  return (query.get('filename') ?? '').split('/').slice(2, 4).join('');
}
