/**
 * How much is done, counted instead of timed: how often each block of the code of a folder is executed (V8's own counts, as for
 * coverage), and how many bytes are allocated on the way, which tells of copies that built-in functions make. The same on a busy
 * machine and an idle one.
 */
import { Session } from 'node:inspector';
import { fileURLToPath } from 'node:url';

interface Allocated { profile: { head: Site } }
interface Site { selfSize: number; children: Site[] }
interface Coverage { result: { url: string; functions: { ranges: { count: number }[] }[] }[] }

/** Executions of all blocks of modules below `folder` (from the root of the project) while `run` runs, and bytes allocated (an estimate by samples). */
export function workOf(folder: string, run: () => void): { blocks: number; bytes: number } {
  const below = fileURLToPath(new URL(`../${folder}/`, import.meta.url));
  const session = new Session();
  session.connect();
  const ask = (method: string, given: object = {}): unknown => {
    let answer: unknown, failure: Error | null = null;
    session.post(method, given, (error, result) => { failure = error; answer = result; }); // answers before it returns
    if (failure) throw failure as Error;
    return answer;
  };
  try {
    ask('Profiler.enable');
    ask('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    ask('Profiler.takePreciseCoverage');
    ask('HeapProfiler.startSampling', { samplingInterval: 2048, includeObjectsCollectedByMajorGC: true, includeObjectsCollectedByMinorGC: true });
    run();
    const { profile } = ask('HeapProfiler.stopSampling') as Allocated;
    const { result } = ask('Profiler.takePreciseCoverage') as Coverage;
    ask('Profiler.stopPreciseCoverage');
    const bytes = (site: Site): number => site.children.reduce((sum, one) => sum + bytes(one), site.selfSize);
    const blocks = result.filter(({ url }) => url.replace('file://', '').startsWith(below))
      .reduce((sum, { functions }) => sum + functions.reduce((all, { ranges }) => all + ranges.reduce((each, { count }) => each + count, 0), 0), 0);
    return { blocks, bytes: bytes(profile.head) };
  } finally { session.disconnect(); }
}
