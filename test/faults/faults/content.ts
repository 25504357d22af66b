import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as v from 'valibot';
import { storeCorrupt } from '../../contract/support/corrupt';
import type { ProxiedCall } from '../../contract/support/proxiedCall';
import type { Handler } from '../../contract/support/proxy';
import { xxh3 } from '../../contract/support/xxh3';
import { type Course, play, type Upset } from '../course';
import { staging } from '../engines';
import type { Fault } from '../fault';
import { strikeRequests, strike } from '../places';
import type { Scene } from '../scene';
import { contentOfVictim } from '../tree';
import { writeFiles } from '../../unit/tempFolder';

/**
 * A chunk that a server keeps for a blob spoils it for `version-chunks`: a wrong one cannot be replaced or taken away
 * (docs/protocol/version-chunks.md#chunks). Then another engine has to do; between 0.54 and 0.63 there is none for a
 * large file.
 */
function afterWrongChunk({ engine, server }: Scene): Pick<Course, 'nextEngine' | 'isStuck'> {
  if (engine.name !== 'version-chunks') return {};
  return server.version === '0.58.1' ? { isStuck: true } : { nextEngine: 'auto' };
}

/** A bit that changes on its way, always of content: what is packed or has a form, the server would refuse. */
const flippedBit: Fault = {
  name: 'flipped-bit',
  play: (scene) =>
    play(scene, {
      upset: () => strikeRequests(scene, scene.engine.data[0], flipBit),
      overcome: scene.engine.name === 'raw',
      ...afterWrongChunk(scene),
    }),
};

/** Bytes that change on their way, wherever. */
const altered = Object.entries({
  'flipped-bits': { handle: flipBit, times: Infinity },
  'short-body': { handle: cutShort, times: 1 },
} satisfies Record<string, { handle: Handler; times: number }>).map(([name, { handle, times }]): Fault => ({
  name,
  play: (scene) =>
    play(scene, {
      upset: () => strike(scene, 'data', handle, times),
      overcome: scene.engine.name === 'raw' && times === 1,
      ...afterWrongChunk(scene),
    }),
}));

export async function flipBit(call: ProxiedCall): Promise<void> {
  const body = await call.body();
  const middle = Math.floor(body.length / 2);
  body.writeUInt8(body.readUInt8(middle) ^ 1, middle);
  call.answer(await call.forward({ body }));
}

/** Half of the body, in a request that claims to be whole. */
async function cutShort(call: ProxiedCall): Promise<void> {
  const body = await call.body();
  call.answer(await call.forward({ body: body.subarray(0, Math.floor(body.length / 2)) }));
}

/** Something in between answers a request with success, and the server never gets it. */
const swallowed: Fault = {
  name: 'swallowed-request',
  befalls: ({ name }) => ['packs', 'raw', 'version-chunks'].includes(name), // whose answer says nothing but “success”
  play: (scene) =>
    play(scene, {
      upset: () => strike(scene, 'data', succeed),
      overcome: scene.engine.name === 'raw',
      check: (_scene, { told }) => {
        assert.ok(
          scene.engine.name !== 'packs' || told.includes('a pack'),
          `it was noticed too late: ${told}`,
        );
      },
    }),
};

async function succeed(call: ProxiedCall): Promise<void> {
  await call.body();
  call.answer({ status: 200, body: '{"status":"success","status_message":"resource_created"}' });
}

/** The server gets another hash for one of the files to stage, which it does not have. */
const unstageable: Fault = {
  name: 'unstageable-file',
  befalls: ({ name }, { version }) => name !== 'version-uploads' && staging(version) !== undefined,
  play: (scene) => play(scene, { upset: () => misnameContent(scene) }),
};

const Entry = v.looseObject({ hash: v.string(), path: v.string() });
const Begin = v.looseObject({
  hash: v.string(),
  destination: v.object({ workspace_id: v.string(), path: v.string() }),
});
const ABSENT = 'ab'.repeat(16);
/** A change of what is there already is looked after twice; a new file is what only the answer tells of. */
const isNew = (path: string) => path !== 'd/changed.txt';

function misnameContent({ proxy, server }: Scene): Upset {
  const requests = staging(server.version);
  if (requests === undefined) throw new Error(`${server.version} stages nothing by its hash`);
  let misnamed = 0;
  const misname = <T extends { hash: string }>(file: T, path: string): T =>
    isNew(path) && misnamed++ === 0 ? { ...file, hash: ABSENT } : file;
  const misnameBegin = (begin: v.InferOutput<typeof Begin>) => misname(begin, begin.destination.path);
  const handle = async (call: ProxiedCall) => {
    const asked: unknown = JSON.parse((await call.body()).toString());
    const changed = Array.isArray(asked)
      ? v.parse(v.array(Entry), asked).map((file) => misname(file, file.path))
      : misnameBegin(v.parse(Begin, asked));
    call.answer(await call.forward({ body: Buffer.from(JSON.stringify(changed)) }));
  };
  proxy.on(requests.method, requests.path, handle, { isMeant: requests.isMeant ?? (() => true) });
  return { struck: () => misnamed > 0 };
}

/** What others, or we ourselves long ago, have left on the server. */
const leftBehind: readonly Fault[] = [
  {
    name: 'corrupt-blob',
    befalls: (_engine, { version }) => version === '0.50.7', // no other takes it
    play: (scene) =>
      play(scene, {
        upset: async () => {
          await storeCorrupt(scene.repository, await contentOfVictim(scene));
          return { struck: () => true };
        },
        overcome: true,
      }),
  },
  {
    name: 'stale-chunk',
    befalls: ({ name }) => ['raw', 'version-chunks'].includes(name),
    play: (scene) =>
      play(scene, {
        upset: async () => {
          await leaveChunk(scene);
          return { struck: () => true };
        },
        overcome: scene.engine.name === 'raw',
        check: (_scene, { events }) => {
          // Below 0.56.1 an upload has an id of its own, where nobody's chunks can be in its way.
          const isApart = scene.engine.name === 'raw' && scene.server.version === '0.50.7';
          assert.ok(!isApart || events.every(({ type }) => type !== 'again'), 'it was sent twice');
        },
        ...afterWrongChunk(scene),
      }),
  },
];

/** A chunk of the same blob, from an attempt that cut it otherwise. */
async function leaveChunk(scene: Scene): Promise<void> {
  const { repository, engine } = scene;
  const hash = await xxh3(await contentOfVictim(scene));
  const body = 'a chunk of another size';
  if (engine.name === 'version-chunks') {
    await repository.call('PUT', `versions/${hash}/chunks?offset=12345`, { body });
    return;
  }
  const query = new URLSearchParams({
    hash,
    chunk_num: '7',
    total_chunks: '8',
    total_size: '99999999',
    is_compressed: 'false',
    filename: `versions/files/${hash.slice(0, 2)}/${hash.slice(2)}/data`,
  });
  await repository.call('POST', `commits/upload_chunk?${query.toString()}`, { body });
}

/** The repository keeps its content in a bucket, where raw chunks never get. */
const elsewhere: Fault = {
  name: 's3-store',
  storage: 's3',
  befalls: (_engine, { kind }) => kind === 'small', // real ones: npm run test:s3
  play: async (scene) => {
    const isRaw = scene.engine.name === 'raw';
    // Where the server tells of its store not even a tiny blob is tried.
    const tries = scene.server.version === '0.50.7' ? 1 : 0;
    let chunks = 0;
    scene.proxy.observe(({ path, query }) => {
      if (path.endsWith('/upload_chunk') && query.get('is_compressed') === 'false') chunks++;
    });
    await play(scene, {
      upset: () => ({ struck: () => true }),
      overcome: !isRaw,
      check: () => assert.ok(chunks <= tries, 'the large file was sent for nothing'),
      ...(isRaw && { nextEngine: 'auto' }),
    });
  },
};

/** So many equal files with names so long that a list of them exceeds what a server takes as JSON, 2 MiB. */
const LONG = { files: 2100, directory: `${'long directory name '.repeat(10)}/`.repeat(12) };

const longNames: Fault = {
  name: 'many-long-names',
  befalls: ({ name }, { version }) => name === 'stage-files' && version === '0.50.7', // who lists them
  play: (scene) =>
    play(scene, {
      upset: async () => {
        const names = Array.from({ length: LONG.files }, (_, index) => `${LONG.directory}${index}`);
        await writeFiles(
          Object.fromEntries(names.map((name) => [join(scene.tree, name), 'the same in all'])),
        );
        return { struck: () => true };
      },
      overcome: true,
    }),
};

export const contentFaults: readonly Fault[] = [
  flippedBit,
  ...altered,
  swallowed,
  unstageable,
  ...leftBehind,
  elsewhere,
  longNames,
];
