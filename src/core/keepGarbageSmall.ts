import { setFlagsFromString } from 'node:v8';

/** For a process of ours alone: V8 would let garbage grow to several times the memory in use, and the young generation to 32 MB. */
export function keepGarbageSmall(): void {
  setFlags();
  // Each thread that starts makes V8 set the factor back, for all of the process (heap.cc ConfigureHeap).
  process.on('worker', (worker) => worker.once('online', setFlags));
}

function setFlags(): void {
  setFlagsFromString('--heap-growing-percent=10');
  setFlagsFromString('--semi-space-growth-factor=1');
}
