/** What several verbs share: their options, programs and data opened, problems told. */
import type { Diagnostic } from '../../../dsl/index.ts';
import type { Problem } from '../../api.ts';
import { hasErrors, makeLibrary, packSources, readSources } from '../../library.ts';
import type { Library } from '../../library.ts';
import { problemLine } from '../../hand_in.ts';
import { openFolder } from '../../session.ts';
import type { Session } from '../../session.ts';
import { both } from '../../words.ts';
import type { Call, ExitCode, Option } from '../arguments.ts';
import { printJson } from '../output.ts';

export const PROGRAM: Option = { name: 'program', value: 'PATH', zh: '程序:.heng 文件或文件夹(默认:随附的指标包)', en: 'the program: a .heng file or a folder (default: the shipped packs)' };
export const DATA: Option = { name: 'data', value: 'DIR', required: true, zh: '数据文件夹:每个台账或统计表一个 CSV 或 XLSX 文件', en: 'the folder of data: one CSV or XLSX file a ledger or form' };
export const YEAR: Option = { name: 'year', value: 'YEAR', required: true, zh: '年度', en: 'the year' };
export const AS_OF: Option = { name: 'as-of', value: 'DATE', zh: '截至日,含当日(默认当年 12 月 31 日)', en: 'the as-of day, included (default: 31 December of the year)' };

export const DATA_NOTE = {
  zh: '数据文件夹是一次成批报送:文件以台账或统计表命名(decisions.csv、officers.xlsx);其中以年份命名的子文件夹(2023/、2024/)各是该年的报送。随附的台账声明始终有效。',
  en: 'The folder is a bulk hand-in: files are named after their ledger or form (decisions.csv, officers.xlsx); folders in it named by a year (2023/, 2024/) are that year\'s hand-in each. The shipped declarations are always in scope.',
};

/** The program of `--program`, or the shipped packs. */
export function libraryOf(call: Call): Library {
  const path = call.text('program');
  return makeLibrary(path === undefined ? packSources() : readSources([path]));
}

/** A diagnostic as `--json` prints it: the place split into file and range. */
export function diagnosticRow({ range, ...rest }: Diagnostic): Record<string, unknown> {
  return { code: rest.code, severity: rest.severity, message: rest.message, file: range.file, range: { start: range.start, end: range.end }, ...(rest.hints ? { hints: rest.hints } : {}), ...(rest.fix ? { fix: rest.fix } : {}) };
}

export function diagnosticLine(diagnostic: Diagnostic): string {
  const { file, start } = diagnostic.range;
  const severity = { error: '错误 error', warning: '提示 warning', info: '说明 info' }[diagnostic.severity];
  const hints = (diagnostic.hints ?? []).map((hint) => `\n    → ${both(hint)}`).join('');
  return `${file}:${start.line}:${start.column}: ${severity} ${diagnostic.code}\n    ${diagnostic.message.zh}\n    ${diagnostic.message.en}${hints}`;
}

/** Tells the program's diagnostics on standard error. With errors nothing can be computed: prints empty rows and gives 1. */
export async function refusedProgram(library: Library, call: Call): Promise<ExitCode | null> {
  for (const diagnostic of library.diagnostics) process.stderr.write(`${diagnosticLine(diagnostic)}\n`);
  if (!hasErrors(library.diagnostics)) return null;
  if (call.has('json')) await printJson({ rows: [], diagnostics: library.diagnostics.map(diagnosticRow) });
  return 1;
}

const TOLD_WARNINGS = 20;

/** Tells problems on standard error: every error, the first warnings and how many more. */
export function tell(problems: Problem[]): void {
  const warnings = problems.filter((problem) => problem.severity === 'warning');
  for (const problem of problems) if (problem.severity === 'error') process.stderr.write(`${problemLine(problem)}\n`);
  for (const problem of warnings.slice(0, TOLD_WARNINGS)) process.stderr.write(`${problemLine(problem)}\n`);
  if (warnings.length > TOLD_WARNINGS) process.stderr.write(`另有 ${warnings.length - TOLD_WARNINGS} 条提示,用 validate 查看。  ${warnings.length - TOLD_WARNINGS} more warnings: see validate.\n`);
}

/** Opens `--data`, does the work, closes. When the data have errors, prints empty rows and the problems and gives 1. */
export async function withData(call: Call, library: Library, year: number, work: (session: Session) => Promise<ExitCode>): Promise<ExitCode> {
  const session = await openFolder(library.program, call.need('data'), year);
  try {
    tell(session.problems);
    if (session.problems.some((problem) => problem.severity === 'error')) {
      if (call.has('json')) await printJson({ rows: [], problems: session.problems });
      return 1;
    }
    return await work(session);
  } finally {
    await session.close();
  }
}
