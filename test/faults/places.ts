import type { Handler } from '../contract/support/proxy';
import type { ServerKind } from '../contract/support/servers';
import type { Upset } from './course';
import type { Engine, Requests } from './engines';
import type { Scene } from './scene';

/**
 * Where in a run a request can be struck. `look` is any question between the opening of the workspace and the end,
 * `committing` the one before the merge, `verifying` the first one after it.
 */
export const PLACES = [
  'open',
  'data',
  'finish',
  'read-back',
  'look',
  'committing',
  'merge',
  'verifying',
] as const;
export type Place = (typeof PLACES)[number];

const MERGE = /\/merge\/main$/;
/** From a workspace, whose name is a UUID. */
export const READ_BACK = /\/file\/[0-9a-f-]{36}\//;

/** Every engine on every server looks at least so often. */
const LOOKS = 3;

export function hasPlace(place: Place, engine: Engine, { version }: ServerKind): boolean {
  // Of a fresh tree, only what raw chunks bring to an old server is read back.
  if (place === 'read-back') return engine.name === 'raw' && version === '0.50.7';
  return place !== 'finish' || engine.finish(version) !== undefined;
}

/** One that this engine has on this server, by chance. */
export function anyPlace({ engine, server, random }: Scene): Place {
  return random.pick([
    'data',
    ...PLACES.filter((place) => place !== 'data' && hasPlace(place, engine, server)),
  ]);
}

/** Lets the next such request, or several, be handled otherwise. */
export function strike(scene: Scene, place: Place, handle: Handler, times = 1): Upset {
  return strikeRequests(scene, requestsAt(place, scene), handle, times);
}

export function strikeRequests(
  { proxy }: Scene,
  { method, path, isMeant = () => true, skipped = 0 }: Requests,
  handle: Handler,
  times = 1,
): Upset {
  let left = skipped;
  const taken = proxy.on(method, path, handle, {
    times,
    isMeant: (call) => isMeant(call) && left-- <= 0,
  });
  return { struck: () => taken.times > 0 };
}

function requestsAt(place: Place, { engine, server, random, proxy }: Scene): Requests {
  const isOpen = () => proxy.seen.some((call) => /^PUT .*\/workspaces$/.test(call));
  switch (place) {
    case 'open':
      return { method: 'PUT', path: /\/workspaces$/ };
    case 'data':
      return random.pick(engine.data);
    case 'finish': {
      const finish = engine.finish(server.version);
      if (finish === undefined) throw new Error(`${engine.name} finishes nothing on ${server.version}`);
      return finish;
    }
    case 'read-back':
      return { method: 'GET', path: READ_BACK };
    case 'look':
      return { method: 'GET', path: /./, isMeant: isOpen, skipped: random.below(LOOKS) };
    case 'committing':
      return { method: 'GET', path: /\/branches\/main$/, isMeant: isOpen };
    case 'merge':
      return { method: 'POST', path: MERGE };
    case 'verifying': {
      const isMerged = () => proxy.seen.some((call) => call.startsWith('POST ') && MERGE.test(call));
      return { method: 'GET', path: /./, isMeant: isMerged };
    }
  }
}
