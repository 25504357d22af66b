import { play, type Upset } from '../course';
import type { Fault } from '../fault';
import { hasPlace, type Place, strike } from '../places';
import type { Scene } from '../scene';

/** `kill -9` in the middle of a request's body, or when the server has done what it was asked. */
const killedAt = (['data', 'finish', 'merge'] as const).map((place): Fault => ({
  name: `uploader-killed-${place}`,
  befalls: (engine, server) => hasPlace(place, engine, server),
  play: (scene) => play(scene, { upset: () => killUploader(scene, place) }),
}));

function killUploader(scene: Scene, place: Place): Upset {
  return strike(scene, place, async (call) => {
    if (place === 'data') await call.passFirst(scene.random.below(call.length));
    else await call.forward();
    scene.uploader.kill();
    call.drop();
  });
}

/** Lines that every run prints, apart from its progress, which comes by the clock. */
const EVENTS = 8;

const killedAtEvent: Fault = {
  name: 'uploader-killed-at-event',
  play: (scene) => {
    let left = scene.random.below(EVENTS);
    scene.uploader.onEvent = ({ type }) => {
      if (type !== 'progress' && left-- === 0) scene.uploader.kill();
    };
    return play(scene, { upset: () => ({ struck: () => left < 0 }) });
  },
};

export const uploaderFaults: readonly Fault[] = [...killedAt, killedAtEvent];
