/** What several verbs share: programs and data opened, problems told. */
import type { Diagnostic, Program } from '../../../dsl/index.ts';
import { evaluate } from '../../../metrics/index.ts';
import type { Problem } from '../../api.ts';
import { hasErrors, readSources } from '../../library.ts';
import type { Library } from '../../library.ts';
import { compiled, dataProgram, fittingPack, packsOf, shippedPacks } from '../../packs.ts';
import type { CompiledPack } from '../../packs.ts';
import { named, needRoster } from '../../results.ts';
import { problemLine } from '../../hand_in.ts';
import { openFolder } from '../../session.ts';
import type { Session } from '../../session.ts';
import { both } from '../../words.ts';
import type { Call, ExitCode } from '../arguments.ts';
import { usage } from '../arguments.ts';
import { note, printJson } from '../output.ts';

/** Who acts in the audit trail when the command line works on a data folder. */
export const COMMAND_LINE = 'command_line';

/** The packs of a program named in the call, or the shipped ones: each a program of its own. */
export interface Programs {
  packs: CompiledPack[];
  /** Named in the call, not shipped. */
  given: boolean;
  /** Ledgers and forms of all of them. */
  data: Program;
}

/**
 * Reads and compiles the packs. Throws `usage` for a `--pack` that is not among them. Null when one that was named has
 * errors, which have been told; a shipped one in error is told and left out.
 */
export async function programsOf(call: Call, path = call.text('program')): Promise<Programs | null> {
  const given = path !== undefined;
  const wanted = call.text('pack');
  const all = given ? packsOf(readSources([path])) : shippedPacks();
  const named = wanted === undefined ? all : all.filter((pack) => pack.name === wanted);
  if (named.length === 0 && wanted !== undefined) throw usage(`没有指标包“${wanted}”;现有:${all.map((pack) => pack.name).join('、')}。`, `There is no pack "${wanted}"; there are: ${all.map((pack) => pack.name).join(', ')}.`);
  const packs = compiled(all).filter(({ source }) => named.includes(source));
  const diagnostics = distinct(packs.flatMap(({ library }) => library.diagnostics));
  for (const diagnostic of diagnostics) if (given || diagnostic.severity === 'error') process.stderr.write(`${diagnosticLine(diagnostic)}\n`);
  const sound = packs.filter(({ library }) => !hasErrors(library.diagnostics));
  if ((given || wanted !== undefined) ? sound.length < packs.length : sound.length === 0) {
    if (call.has('json')) await printJson({ rows: [], diagnostics: diagnostics.map(diagnosticRow) });
    return null;
  }
  return { packs: sound, given, data: dataProgram(sound.map(({ library }) => library.program)) };
}

/** What several programs say of the same place (of the catalogue), once. */
export function distinct(diagnostics: Diagnostic[]): Diagnostic[] {
  return [...new Map(diagnostics.map((one) => [JSON.stringify([one.code, one.range, one.message.en]), one])).values()];
}

/** The only pack there is. Throws `usage` for several. */
export function onlyPack({ packs }: Programs): Library {
  if (packs.length === 1) return packs[0]!.library;
  const names = packs.map(({ source }) => source.name);
  throw usage(`有几个指标包:请用 --pack 写明一个(${names.join('、')})。`, `There are several packs: name one with --pack (${names.join(', ')}).`);
}

/** The pack that judges the year: the only one, or the one whose region covers most agencies of the roster. */
async function fitting({ packs, data }: Programs, { store, calendar }: Session, year: number): Promise<Library> {
  if (packs.length === 1) return packs[0]!.library;
  const { roster } = await evaluate(store.engine, { program: data, year, asOf: `${year}-12-31`, calendar, indicators: [] });
  needRoster(roster, year);
  const name = fittingPack(packs.map(({ source, library }) => ({ ...library.program.pack, name: source.name })), roster.map((row) => String(row.fields['region'] ?? '')));
  note({ zh: `按指标包“${name}”计算;用 --pack 可换一个。`, en: `Computed by the pack "${name}"; --pack names another.` });
  return packs.find(({ source }) => source.name === name)!.library;
}

/** `--choose name=1`, several times: which value of a parameter with contradicting documents holds, from 1. Throws `usage`. */
export function choicesOf(call: Call, program: Program): Record<string, number> {
  return Object.fromEntries(call.all('choose').map((text): [string, number] => {
    const parts = /^(.+)=(\d{1,4})$/.exec(text);
    if (!parts) throw usage(`--choose 应如 参数=1,写的是“${text}”。`, `--choose wants parameter=1, not "${text}".`);
    const name = named(program.parameters, parts[1]!.trim());
    const parameter = name === undefined ? undefined : program.parameters[name];
    if (!parameter?.choose) {
      const names = Object.values(program.parameters).filter((one) => one.choose).map((one) => one.name);
      throw usage(`“${parts[1]}”不是要任选取值的参数;现有:${names.join('、') || '无'}。`, `"${parts[1]}" is no parameter with values to choose from; there are: ${names.join(', ') || 'none'}.`);
    }
    const index = Number(parts[2]) - 1;
    if (index < 0 || index >= parameter.values.length) throw usage(`参数“${name}”有 ${parameter.values.length} 个取值,没有第 ${parts[2]} 个。`, `The parameter "${name}" has ${parameter.values.length} values; there is no number ${parts[2]}.`);
    return [parameter.name, index];
  }));
}

/** A diagnostic as `--json` prints it: the place split into file and range, the message one text, Chinese then English. */
export function diagnosticRow({ range, ...rest }: Diagnostic): Record<string, unknown> {
  return { code: rest.code, severity: rest.severity, message: both(rest.message), file: range.file, range: { start: range.start, end: range.end }, ...(rest.hints ? { hints: rest.hints.map(both) } : {}), ...(rest.fix ? { fix: rest.fix } : {}) };
}

/** A problem of the data as `--json` prints it. */
export function problemRow(problem: Problem): Record<string, unknown> {
  return { ...problem, message: both(problem.message) };
}

export function diagnosticLine(diagnostic: Diagnostic): string {
  const { file, start } = diagnostic.range;
  const severity = { error: '错误 error', warning: '提示 warning', info: '说明 info' }[diagnostic.severity];
  const hints = (diagnostic.hints ?? []).map((hint) => `\n    → ${both(hint)}`).join('');
  return `${file}:${start.line}:${start.column}: ${severity} ${diagnostic.code}\n    ${diagnostic.message.zh}\n    ${diagnostic.message.en}${hints}`;
}

const TOLD_WARNINGS = 20;

/** Tells problems on standard error: every error, the first warnings and how many more. */
export function tell(problems: Problem[]): void {
  const warnings = problems.filter((problem) => problem.severity === 'warning');
  for (const problem of problems) if (problem.severity === 'error') process.stderr.write(`${problemLine(problem)}\n`);
  for (const problem of warnings.slice(0, TOLD_WARNINGS)) process.stderr.write(`${problemLine(problem)}\n`);
  if (warnings.length > TOLD_WARNINGS) process.stderr.write(`另有 ${warnings.length - TOLD_WARNINGS} 条提示,用 validate 查看。  ${warnings.length - TOLD_WARNINGS} more warnings: see validate.\n`);
}

/** Opens `--data`, finds the pack, does the work, closes. When the data have errors, prints empty rows and the problems and gives 1. */
export async function withData(call: Call, programs: Programs, year: number, work: (session: Session, library: Library) => Promise<ExitCode>): Promise<ExitCode> {
  const session = await openFolder(programs.data, call.need('data'), year);
  try {
    tell(session.problems);
    if (session.problems.some((problem) => problem.severity === 'error')) {
      if (call.has('json')) await printJson({ rows: [], problems: session.problems.map(problemRow) });
      return 1;
    }
    return await work(session, await fitting(programs, session, year));
  } finally {
    await session.close();
  }
}
