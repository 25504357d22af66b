import { play } from '../course';
import type { Fault } from '../fault';
import { afterReviewFaults } from './afterReview';
import { contentFaults } from './content';
import { localFileFaults } from './localFile';
import { lostRaces } from './lostRaces';
import { movedBranches } from './movedBranch';
import { races } from './races';
import { requestFaults } from './requests';
import { roomFaults } from './room';
import { serverFaults } from './server';
import { unchangedFaults } from './unchanged';
import { uploaderFaults } from './uploader';

/** Nothing goes wrong: what every other cell takes for granted. */
const none: Fault = {
  name: 'none',
  play: (scene) => play(scene, { upset: () => ({ struck: () => true }), overcome: true }),
};

export const FAULTS: readonly Fault[] = [
  none,
  ...requestFaults,
  ...serverFaults,
  ...roomFaults,
  ...uploaderFaults,
  ...localFileFaults,
  ...afterReviewFaults,
  ...unchangedFaults,
  ...contentFaults,
  ...movedBranches,
  ...races,
  ...lostRaces,
];
