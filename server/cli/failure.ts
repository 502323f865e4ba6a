/** What a command throws: a sentence on standard error, an exit code, and with --json an object that says it too. */
import { both, messageOf, Refusal } from '../words.ts';
import type { ExitCode } from './arguments.ts';
import { printJson } from './output.ts';

/**
 * Tells what was thrown. `words` are the command's words: a wrong call (2) prints nothing on standard output; of anything
 * else (1) --json prints `{"rows":[],"error":{code,zh,en}}`, for `check` with `diagnostics` in place of `rows`. A fault of
 * the program itself has the code `internal`.
 */
export async function explainFailure(error: unknown, words: string[]): Promise<ExitCode> {
  const refusal = error instanceof Refusal ? error : internal(error);
  process.stderr.write(`${both(refusal)}\n`);
  if (refusal.kind === 'usage') { process.stderr.write('用 --help 查看用法。 See --help.\n'); return 2; }
  if (!(error instanceof Refusal) && process.env['ZHIHENG_DEBUG'] && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  if (words.includes('--json')) {
    const said = { code: refusal.code, zh: refusal.zh, en: refusal.en };
    await printJson(words[0] === 'check' ? { diagnostics: diagnosticsOf(refusal), error: said } : { rows: [], error: said });
  }
  return 1;
}

function internal(error: unknown): Refusal {
  return new Refusal('unavailable', 'internal', `程序内部出错:${messageOf(error)}`, `Something went wrong inside the program: ${messageOf(error)}`);
}

/** A program file that cannot be read as text is a diagnostic at its beginning. */
function diagnosticsOf(refusal: Refusal): Record<string, unknown>[] {
  if (refusal.file === undefined) return [];
  const start = { line: 1, column: 1 };
  return [{ code: refusal.code, severity: 'error', message: both(refusal), file: refusal.file, range: { start, end: start } }];
}
