import assert from 'node:assert/strict';
import * as v from 'valibot';
import type { ProxiedCall } from '../../contract/support/proxiedCall';
import type { Outcome } from '../../contract/support/headless';
import { play, type Upset } from '../course';
import type { Fault } from '../fault';
import { strike } from '../places';
import { standsForAll } from '../engines';
import type { Scene } from '../scene';
import { standsForServers } from '../servers';
import { addTwin } from '../tree';

/** What is asked before anything is sent is the same with all engines; the tree has a large file. */
const befalls: Fault['befalls'] = ({ name }, server) => name === 'version-chunks' && standsForServers(server);

const HOOKS = /\/(validate|create|action\/\w+\/push_workspace|commits\/[0-9a-f]+\/complete)$/;
const SUCCESS = { status: 200, body: '{"status":"success","status_message":"resource_found"}' };
const WORDS = 'Your plan has 1 GB of storage, 12 MB are left.';
const REFUSAL = JSON.stringify({ error: { type: 'quota_exceeded', title: 'Quota', detail: WORDS } });
/** Payment, access, size, and what is wrong with it. */
const STATUSES = [402, 403, 413, 422] as const;

/** The server tells of a disk that has no room for the upload, before anything is sent. */
const diskTooSmall: Fault = {
  name: 'disk-too-small',
  befalls,
  play: (scene) =>
    play(scene, {
      ...{ firstEngine: 'auto', nextEngine: 'auto' }, // who chooses another one is let try
      upset: ({ proxy }) => {
        const body = JSON.stringify({ disk_usage: { free_gb: 0.001 } });
        const taken = proxy.on('GET', /^\/api\/health$/, (call) => call.answer({ status: 200, body }));
        return { struck: () => taken.times > 0 };
      },
      check: (_scene, first) => {
        assert.match(first.told, /this upload needs [\d.]+ MB, 1 MB are free\. Nothing was sent/);
        requireNothingSent(scene, first);
      },
    }),
};

/** A hub refuses the upload for its size, in its own words. */
const quotaRefused: Fault = {
  name: 'quota-refused',
  befalls,
  play: (scene) => {
    const status = scene.random.pick(STATUSES);
    return play(scene, {
      upset: () => playHub(scene, (call) => call.answer({ status, body: REFUSAL })),
      check: (_scene, first) => {
        assert.ok(first.told.includes(`does not accept this upload: ${WORDS}`), first.told);
        requireNothingSent(scene, first);
      },
    });
  },
};

/** A hub refuses what the sizes of all files come to, and takes what is left when those are compared: one of two equal files. */
const quotaForWhatIsLeft: Fault = {
  name: 'quota-for-what-is-left',
  befalls,
  play: (scene) => {
    const asked: number[] = [];
    return play(scene, {
      upset: async () => {
        await addTwin(scene);
        const { struck } = playHub(scene, async (call) => {
          const { size } = v.parse(Validate, JSON.parse((await call.body()).toString()));
          asked.push(size);
          const [first = size] = asked;
          call.answer(size < first ? SUCCESS : { status: 402, body: REFUSAL });
        });
        return { struck: () => struck() && asked.length === 2 };
      },
      overcome: true,
      check: (_scene, { done, stdout }) =>
        assert.equal(done.bytes, asked[1], `another size was announced: ${stdout}`),
    });
  },
};

const Validate = v.object({ size: v.number() });

/** It did not say so before: what carries content is refused, for good, in words that are told. */
const refusedMidway: Fault = {
  name: 'room-refused-midway',
  befalls: (engine, server) => standsForAll(engine) && standsForServers(server),
  play: (scene) => {
    const status = scene.random.pick([...STATUSES, 507]);
    return play(scene, {
      upset: () => strike(scene, 'data', (call) => call.answer({ status, body: REFUSAL }), Infinity),
      check: (_scene, { code, done, told }) => {
        assert.deepEqual([code, done.commit], [1, null], told);
        assert.ok(told.includes(WORDS), told);
      },
    });
  },
};

/** Stands in front of a server as a hub does, which is told of an upload, and asked whether there is room for it. */
function playHub({ proxy }: Scene, validate: (call: ProxiedCall) => Promise<void> | void): Upset {
  proxy.on('GET', /^\/api\/authorize$/, (call) => call.answer({ status: 200, body: '{"user":{}}' }));
  const taken = proxy.on('POST', /\/validate$/, validate);
  proxy.on('POST', HOOKS, (call) => call.answer(SUCCESS));
  return { struck: () => taken.times > 0 };
}

function requireNothingSent({ proxy }: Scene, { code, done, stdout }: Outcome): void {
  assert.deepEqual([code, done.commit, done.bytes], [1, null, 0], stdout);
  const sent = proxy.seen.filter((call) =>
    /\/files\/$|\/chunks$|\/parts\/|\/upload_chunk$|\/create$/.test(call),
  );
  assert.deepEqual(sent, []);
}

export const roomFaults: readonly Fault[] = [diskTooSmall, quotaRefused, quotaForWhatIsLeft, refusedMidway];
