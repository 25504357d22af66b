import assert from 'node:assert/strict';
import { followsTable } from '../bench/page/follows';
import { raceTable } from '../bench/page/raceTable';
import type { Series } from '../bench/results';

describe('the page of benchmarks', () => {
  it('compares only what was measured together, though two cases have the same title', () => {
    const series = [
      seriesOf('growing', 'ours', 'first', 60),
      seriesOf('tiny', 'ours', 'first', 20),
      seriesOf('tiny', 'ours', 'again', 2),
      seriesOf('tiny', 'official', 'first', 40),
    ];

    const race = raceTable(series).join('\n');
    assert.match(race, /ours \| 60\.0 s \| {2}\|/);
    assert.match(race, /ours \| 20\.0 s \| 2\.00 \|/);
    const rows = followsTable(series).join('\n').split('\n');
    assert.equal(rows.filter((row) => row.includes('2.00 s, 10 %')).length, 1);
  });
});

function seriesOf(of: string, uploader: Series['uploader'], step: Series['step'], seconds: number): Series {
  const run = { seconds, cpuSeconds: 1, memory: 1, serverCpuSeconds: 1, serverWrittenBytes: 1 };
  return { server: '0.50.7', case: of, title: 'a title', step, uploader, files: 1, bytes: 1, runs: [run] };
}
