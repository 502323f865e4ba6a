/** What several verbs share: programs and data opened, problems told. */
import type { Diagnostic } from '../../../dsl/index.ts';
import type { Problem } from '../../api.ts';
import { hasErrors, makeLibrary, packSources, readSources } from '../../library.ts';
import type { Library } from '../../library.ts';
import { problemLine } from '../../hand_in.ts';
import { openFolder } from '../../session.ts';
import type { Session } from '../../session.ts';
import { both } from '../../words.ts';
import type { Call, ExitCode } from '../arguments.ts';
import { printJson } from '../output.ts';

/** The program of `--program`, or the shipped packs. */
export function libraryOf(call: Call): Library {
  const path = call.text('program');
  return makeLibrary(path === undefined ? packSources() : readSources([path]));
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
      if (call.has('json')) await printJson({ rows: [], problems: session.problems.map(problemRow) });
      return 1;
    }
    return await work(session);
  } finally {
    await session.close();
  }
}
