/** One format in a process of its own: prints the first file's time, the later ones', and its size. Words: MODEL.json FORMAT. */
import { readFileSync } from 'node:fs';

const [path, name] = process.argv.slice(2) as [string, 'pdf'];
const text = readFileSync(path, 'utf8');
const started = performance.now();
const { FORMATS } = await import('../../server/publish/formats.ts');
const { readModel } = await import('../../server/publish/json.ts');
const model = await readModel(text);
const { length: bytes } = await FORMATS[name].render(model);
const cold = performance.now() - started;
const times: number[] = [];
for (let round = 0; round < 9; round++) {
  const from = performance.now();
  await FORMATS[name].render(model);
  times.push(performance.now() - from);
}
process.stdout.write(JSON.stringify({ cold, warm: times.toSorted((a, b) => a - b)[4], bytes }));
