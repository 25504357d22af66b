import type { Socket } from 'node:net';
import { noteLeft } from '../http/leaving';
import type { Connect } from './endingPool';

/** A reply of which more than this has come without an end of its head is left to the parser, in bytes. */
const MOST_HEAD_BYTES = 16 * 1024;
/** Before one reply, at most: who sends more sends nothing else. */
const MOST_PROVISIONAL = 1000;

const NOTHING = Buffer.alloc(0);
/** All but 101, after which other things follow than a reply. Its words may be missing, and the space before them, too. */
const PROVISIONAL = /^HTTP\/1\.[01] 1(?:0[02-9]|[1-9]\d)[ \r]/;
const SAMPLE = 'HTTP/1.1 100 ';
const END_OF_HEAD = '\r\n\r\n';

/**
 * Passes provisional replies over, which servers and proxies may send without being asked (RFC 9110, 15.2). Of
 * `100 Continue` undici closes the connection instead; the others it passes over, but a 100 may come after them.
 */
export function passProvisional(connect: Connect): Connect {
  return (options, callback) =>
    connect(options, (...result) => {
      if (result[0] === null) watch(result[1]);
      callback(...result);
    });
}

function watch(socket: Socket): void {
  const [write, read] = [socket.write.bind(socket), socket.read.bind(socket)];
  let isHeadDue = false;
  let held = NOTHING;
  let left = MOST_PROVISIONAL;

  // undici writes the head of a request as text, and its body as bytes; one request follows the other's reply.
  const writeHead = (...args: Parameters<typeof write>) => {
    const [piece, ...rest] = args;
    if (typeof piece === 'string') isHeadDue = true;
    if (!(piece instanceof Uint8Array) || rest.length > 0) return write(...args);
    return write(piece, (error) => {
      if (error == null) noteLeft(piece);
    });
  };
  const readReply = (bytes?: number): unknown => {
    // Node itself reads nothing at times, to have more come; only the parser reads all that there is.
    if (bytes !== undefined) return read(bytes);
    for (;;) {
      const chunk: unknown = read();
      if (!(chunk instanceof Buffer)) return null;
      if (!isHeadDue) return chunk;
      held = Buffer.concat([held, chunk]);
      while (PROVISIONAL.test(start(held)) && held.includes(END_OF_HEAD)) {
        held = held.subarray(held.indexOf(END_OF_HEAD) + END_OF_HEAD.length);
        if (left-- === 0) socket.destroy(new Error('The server keeps sending provisional replies.'));
      }
      if (held.length === 0 || mayBeProvisional(held)) continue;
      const reply = held;
      held = NOTHING;
      isHeadDue = false;
      left = MOST_PROVISIONAL;
      return reply;
    }
  };
  // Node puts a `write` of its own in this one's place when the other side ends the connection.
  const own = { configurable: true, writable: true };
  Object.defineProperties(socket, {
    write: { ...own, value: writeHead },
    read: { ...own, value: readReply },
  });
}

function start(bytes: Buffer): string {
  return bytes.toString('latin1', 0, SAMPLE.length);
}

/** What has come so far is the beginning of one, or not enough to tell. */
function mayBeProvisional(bytes: Buffer): boolean {
  if (bytes.length > MOST_HEAD_BYTES) return false;
  const text = start(bytes);
  return PROVISIONAL.test(text + SAMPLE.slice(text.length));
}
