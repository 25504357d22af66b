import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProxiedCall } from '../../contract/support/proxiedCall';
import type { Handler } from '../../contract/support/proxy';
import { play } from '../course';
import { standsForAll } from '../engines';
import type { Fault } from '../fault';
import { anyPlace, hasPlace, strike } from '../places';
import type { Random } from '../random';
import type { Scene } from '../scene';
import { buildVariant } from '../variant';

const LONGEST_DELAY_MS = 1500;
const PORTAL = '<!DOCTYPE html><html><body>Welcome to Hotel Wi-Fi. Please sign in.</body></html>';
/** In the words of a server whose repository is being written (docs/protocol/requests.md#locks). */
const BUSY = { error: { type: 'lock_timeout' }, status: 'error', status_message: 'too_many_requests' };
const BROKEN = { status: 'error', status_message: 'internal_server_error' };

/** Answers instead of the server, which hears nothing of it. */
function refuse(status: number, body: object | string, headers = {}): () => Handler {
  return () => (call) =>
    call.answer({ status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
}

/** A fault that strikes one request, or two, wherever chance has it. */
interface Anywhere {
  readonly handle: (random: Random) => Handler;
  /** Every run gets over it. */
  readonly overcome?: true;
  readonly befalls?: Fault['befalls'];
}

const ANYWHERE: Readonly<Record<string, Anywhere>> = {
  delay: {
    handle: (random) => {
      const ms = random.below(LONGEST_DELAY_MS);
      return (call) => delay(ms).then(() => call.pass());
    },
    overcome: true,
  },
  '429': { handle: refuse(429, BUSY), overcome: true },
  '429-retry-after': { handle: refuse(429, BUSY, { 'retry-after': '1' }), overcome: true },
  '500': { handle: refuse(500, BROKEN) },
  '500-retry-after': { handle: refuse(500, BROKEN, { 'retry-after': '1' }), befalls: standsForAll },
  '502': { handle: refuse(502, '<html>Bad Gateway</html>'), overcome: true },
  '502-retry-after': {
    handle: refuse(502, '<html>Bad Gateway</html>', { 'retry-after': '1' }),
    overcome: true,
    befalls: standsForAll,
  },
  '503': { handle: refuse(503, 'later'), overcome: true },
  '503-retry-after': {
    handle: () => (call) => {
      const headers = { 'retry-after': new Date(Date.now() + 1000).toUTCString() };
      call.answer({ status: 503, headers, body: 'later' });
    },
    overcome: true,
  },
  'truncated-reply': { handle: () => async (call) => call.answerHalf(await call.forward()), overcome: true },
  'duplicated-reply': { handle: () => async (call) => call.answerTwice(await call.forward()) },
  'repeated-request': { handle: () => repeat },
  'html-reply': { handle: refuse(200, PORTAL, { 'content-type': 'text/html' }) },
};

/** Something in between sends the request twice, and hands on the second answer. */
async function repeat(call: ProxiedCall): Promise<void> {
  const body = await call.body();
  await call.forward({ body });
  call.answer(await call.forward({ body }));
}

const anywhere = Object.entries(ANYWHERE).map(([name, { handle, overcome = false, befalls }]): Fault => ({
  name,
  ...(befalls !== undefined && { befalls }),
  play: (scene) =>
    play(scene, {
      upset: () => strike(scene, anyPlace(scene), handle(scene.random), 1 + scene.random.below(2)),
      overcome,
    }),
}));

/** The server does what it is asked, and its answer never comes. */
const lostReplies = (['open', 'data', 'finish', 'merge'] as const).map((place): Fault => ({
  name: `lost-reply-${place}`,
  befalls: (engine, server) => hasPlace(place, engine, server),
  play: (scene) => play(scene, { upset: () => strike(scene, place, loseReply), overcome: true }),
}));

async function loseReply(call: ProxiedCall): Promise<void> {
  await call.forward();
  call.drop();
}

const resets = (['data', 'finish'] as const).map((place): Fault => ({
  name: `reset-${place}`,
  befalls: (engine, server) => hasPlace(place, engine, server),
  play: (scene) => play(scene, { upset: () => strike(scene, place, resetMidway(scene)), overcome: true }),
}));

/** Breaks the connection after some bytes of the request. */
function resetMidway({ random }: Pick<Scene, 'random'>): Handler {
  return async (call) => {
    await call.passFirst(random.below(call.length));
    call.reset();
  };
}

/** Some of a request's bytes, then nothing more is taken, and the connection stays. */
const stall: Fault = {
  name: 'stall',
  befalls: ({ sizes }) => sizes === 'one large', // smaller ones vanish in the buffers of the systems in between
  play: async (scene) => {
    const bundle = join(scene.scratch, 'impatient.js');
    await buildVariant({ 'oxen/http/outgoingBody.ts': { 'STALL = 60_000': `STALL = ${STALL_MS}` } }, bundle);
    await play(scene, { upset: () => strike(scene, 'data', stallMidway(scene)), bundle, overcome: true });
  },
};

/** What stands in for the minute after which nothing that leaves is a stall. */
const STALL_MS = 1500;

function stallMidway({ random }: Scene): Handler {
  return async (call) => {
    await call.passFirst(random.below(call.length / 4));
    // It has been given up by then, which does not show while nothing is taken.
    await delay(STALL_MS + 500);
    call.drop();
  };
}

export const requestFaults: readonly Fault[] = [...resets, ...lostReplies, ...anywhere, stall];
