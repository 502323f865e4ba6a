/** (2) Text to program for 40 and 400 indicators: the time per indicator must not grow. */
import { readFileSync } from 'node:fs';
import { catalogueSources } from '../../data/catalogue/index.ts';
import { compile, parse, placesOf } from '../../dsl/index.ts';
import { interleaved } from './measure.ts';

/** The pack's indicators under new names, as often as needed, with the defines and parameters that they use. */
export function manyIndicators(count: number): string {
  if (count === 0) return '';
  const pack = readFileSync(new URL('../../metrics/packs/xian-2022.heng', import.meta.url), 'utf8');
  const { offsetAt } = placesOf(pack);
  const written = (...kinds: string[]): string[] => parse('pack', pack).tree.declarations.filter((one) => kinds.includes(one.kind)).map((one) => pack.slice(offsetAt(one.at.start), offsetAt(one.at.end)));
  const blocks = written('indicator');
  // Every copy bears its number; the first copies also stand for those that others refer to.
  const names = new Set(blocks.slice(0, count).map((block) => /^indicator (\w+)/.exec(block)![1]!));
  return `${written('define', 'parameter').join('\n')}\n` + Array.from({ length: count }, (_, i) => blocks[i % blocks.length]!.replace(/^indicator (\w+) "(.*?)"/, (whole, name: string, label: string) =>
    (i < blocks.length && names.has(name) ? whole : `indicator ${name}_${i} "${label}${i}"`))).join('\n\n');
}

export async function benchCompile(): Promise<string> {
  const catalogue = catalogueSources();
  const texts = [0, 40, 400, 2000].map((count) => ({ count, text: manyIndicators(count) }));
  const timings = await interleaved(texts.map(({ count, text }) => ({
    name: `${count}`, run: () => {
      const { program, diagnostics } = compile([...catalogue, { file: 'many.heng', text }]);
      if (diagnostics.some((one) => one.severity === 'error') || Object.keys(program.indicators).length !== count) throw new Error('The text does not compile.');
    },
  })));
  const base = timings[0]!.median;
  return ['| indicators (with the whole catalogue) | median ms | without the catalogue | ms per indicator |', '|---:|---:|---:|---:|',
    ...timings.map((one, i) => `| ${one.name} | ${one.median.toFixed(1)} | ${(one.median - base).toFixed(1)} | ${i === 0 ? '' : ((one.median - base) / texts[i]!.count).toFixed(3)} |`)].join('\n') + '\n';
}
