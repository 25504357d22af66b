import type { ProxiedCall } from '../contract/support/proxiedCall';
import type { Proxy } from '../contract/support/proxy';

/**
 * Watches what must hold of raw chunks on their way, whatever happens (design.md §4, “raw: order”): the last one of a
 * blob is sent alone, and not again before a look at whether the blob is there.
 *
 * @returns the breaches so far
 */
export function watchRawChunks(proxy: Proxy): readonly string[] {
  const breaches: string[] = [];
  const underWay = new Map<ProxiedCall, string>();
  /** Last chunks since whose end nobody has looked. */
  const unlooked = new Set<string>();
  const follow = async (call: ProxiedCall) => {
    const { path, query } = call;
    const looked = /\/versions\/([0-9a-f]+)\/metadata$/.exec(path)?.[1];
    if (looked !== undefined)
      for (const blob of [...unlooked]) if (blob.startsWith(looked)) unlooked.delete(blob);
    if (query.get('is_compressed') !== 'false' || Number(query.get('total_chunks')) === 1) return;

    const blob = blobOf(call);
    const attempt = `${blob} ${query.get('hash') ?? ''}`;
    const isLast = Number(query.get('chunk_num')) === Number(query.get('total_chunks')) - 1;
    const others = [...underWay.values()].filter((other) => other === attempt).length;
    if (isLast && others > 0) breaches.push(`the last chunk was sent while ${others} others were under way`);
    if (isLast && unlooked.has(attempt)) breaches.push('the last chunk was sent again without a look');
    underWay.set(call, attempt);
    const status = await call.ended();
    underWay.delete(call);
    if (isLast && status !== 429) unlooked.add(attempt);
  };
  proxy.observe((call) => void follow(call));
  return breaches;
}

/** The hash in `versions/files/<2>/<rest>/data`. */
function blobOf({ query }: ProxiedCall): string {
  return (query.get('filename') ?? '').split('/').slice(2, 4).join('');
}
