import {
  type IntervalHistogram,
  monitorEventLoopDelay,
  type PerformanceEntry,
  PerformanceObserver,
} from 'node:perf_hooks';
import { readFileSync } from 'node:fs';
import { uploadProcesses } from '../../contract/support/processUpload';
import type { Stage } from './order';
import { OwnTurns } from './ownTurns';

const RESOLUTION_MS = 1;
const MS = 1e6;

/** How long the event loop of this process was held, stage by stage, and how long of it by the garbage collector. */
export class EventLoop {
  private readonly ended: Stage[] = [];
  private readonly collector = new PerformanceObserver((list) => this.noteCollections(list.getEntries()));
  private longestCollection = 0;
  private current: Watched;

  constructor(stage: string) {
    this.current = watched(stage);
    this.collector.observe({ entryTypes: ['gc'] });
  }

  /** From now on it is another stage, unless it is the same. */
  enter(stage: string): void {
    if (stage === this.current.stage) return;
    this.end();
    this.current = watched(stage);
  }

  end(): readonly Stage[] {
    const { stage, started, delays, turns } = this.current;
    delays.disable();
    turns.end();
    // A histogram that has seen nothing has no figures.
    const late = (nanoseconds: number) => Math.max(0, nanoseconds / MS - RESOLUTION_MS);
    const seconds = (performance.now() - started) / 1000;
    this.noteCollections(this.collector.takeRecords());
    if (delays.count > 0)
      this.ended.push({
        ...{ stage, seconds, p99: late(delays.percentile(99)), max: late(delays.max) },
        held: Math.max(0, turns.longest - RESOLUTION_MS),
        ...{ collector: this.longestCollection, memory: process.memoryUsage.rss() },
        uploading: residentOf(uploadProcesses()),
      });
    this.longestCollection = 0;
    return this.ended;
  }

  private noteCollections(collections: readonly PerformanceEntry[]): void {
    for (const { duration } of collections)
      this.longestCollection = Math.max(this.longestCollection, duration);
  }
}

/** Bytes, as Linux tells it. */
function residentOf(processes: ReturnType<typeof uploadProcesses>): number {
  const sizes = processes.map(({ pid }) =>
    Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0),
  );
  return sizes.reduce((sum, kilobytes) => sum + kilobytes * 1024, 0);
}

interface Watched {
  readonly stage: string;
  readonly started: number;
  readonly delays: IntervalHistogram;
  readonly turns: OwnTurns;
}

function watched(stage: string): Watched {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  return { stage, started: performance.now(), delays, turns: new OwnTurns(RESOLUTION_MS) };
}
