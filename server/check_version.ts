/** What a version must pass before it can be published: it compiles, its examples hold, and packs that use it still compile. */
import type { Diagnostic, Program } from '../dsl/index.ts';
import type { ExampleOutcome, PackVersionHead, VersionCheck } from './api.ts';
import type { ServerContext } from './context.ts';
import { runExamples } from './examples.ts';
import type { Outcome } from './examples.ts';
import { hasErrors } from './library.ts';
import { strangers } from './packs.ts';
import { NEWEST } from './versions.ts';
import type { StoredVersion } from '../data/store/index.ts';

const CHECK_MILLISECONDS = 60_000;

/** Checks a version; one that passes is `checked` afterwards. Nothing else is written. */
export async function checkVersion(server: ServerContext, version: StoredVersion, years: number[]): Promise<VersionCheck> {
  const { library } = server.packs.library(version.pack, version.text, NEWEST);
  const diagnostics = [...library.diagnostics, ...strangers(library.program, server.store.tables), ...ofAnotherName(server, version.pack, library.program)];
  const outcomes = hasErrors(diagnostics) ? [] : await runExamples(library.program, server.trial, performance.now() + CHECK_MILLISECONDS);
  const dependents = server.packs.dependents(version.pack, version.text).filter((one) => hasErrors(one.diagnostics));
  const passed = !hasErrors(diagnostics) && dependents.length === 0 && outcomes.every((outcome) => outcome.passed);
  const stored = passed ? await server.packs.markChecked(version, library.version) : version;
  return { version: headAs(server, stored, years), diagnostics, examples: outcomes.map(outcomeOf), dependents };
}

/** A text may not take the place of another pack. */
function ofAnotherName(server: ServerContext, pack: string, program: Program): Diagnostic[] {
  const file = server.packs.file(pack);
  const name = program.pack?.name;
  if (name === undefined || name === pack) return [];
  const start = { line: 1, column: 1 };
  return [{ code: 'other-pack', severity: 'error', range: { file, start, end: start }, message: { zh: `这是指标包“${pack}”的版本,文中却声明了“${name}”。`, en: `This is a version of the pack "${pack}", but the text declares "${name}".` } }];
}

export function outcomeOf({ example, passed, expected, found, row, problems }: Outcome): ExampleOutcome {
  return { label: example.label, indicator: example.indicator, asOf: example.asOf, year: example.year, at: example.at ?? null, passed, expected, found, measure: row, records: [], problems };
}

/** A version without its text; `years` are those with figures. */
export function headAs(server: ServerContext, version: StoredVersion, years: number[]): PackVersionHead {
  const { text: _, ...head } = version;
  return { ...head, years: version.state === 'published' ? years.filter((year) => server.packs.inForce(version.pack, year).version === version.version) : [] };
}
