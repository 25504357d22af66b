import { setTimeout as delay } from 'node:timers/promises';
import { JUST_NOW } from '../../src/core/upload/run/justNow';
import type { Upset } from './course';
import type { Scene } from './scene';

/**
 * Something happens between the review and the run: the upload has told what it is about to do, and its first look at
 * the branch after that waits until `meanwhile` is over. No file has been read since.
 */
export function afterReview({ proxy, uploader }: Scene, meanwhile: () => Promise<unknown>): Upset {
  let tell: () => void = () => undefined;
  const reviewed = new Promise<void>((resolve) => (tell = resolve));
  let isReading = false;
  let isInTime = false;
  uploader.onEvent = ({ type }) => {
    if (type === 'prepared') tell();
    if (type === 'planned') isReading = true;
  };
  // What was seen just now is not looked at again.
  proxy.on('GET', /\/branches$/, async (call) => {
    await delay(JUST_NOW);
    await call.pass();
  });
  proxy.on(
    'GET',
    /\/branches\/main$/,
    async (call) => {
      await reviewed;
      await meanwhile();
      isInTime = !isReading;
      await call.pass();
    },
    { times: 1 }, // for the review the branches are listed
  );
  return { struck: () => isInTime };
}
