/** `zhiheng check`: every diagnostic of a program at once, and its examples run. */
import { listedIndicators } from '../../../dsl/program.ts';
import { runExamples } from '../../examples.ts';
import { hasErrors, makeLibrary, readSources } from '../../library.ts';
import type { Call, ExitCode } from '../arguments.ts';
import { usage } from '../arguments.ts';
import { note, print, printJson } from '../output.ts';
import { diagnosticLine, diagnosticRow } from './common.ts';

export async function run(call: Call): Promise<ExitCode> {
  if (call.operands.length === 0) throw usage('请写出要检查的 .heng 文件或文件夹。', 'Name the .heng files or folders to check.');
  const library = makeLibrary(readSources(call.operands));
  const diagnostics = hasErrors(library.diagnostics) ? library.diagnostics : [...library.diagnostics, ...await runExamples(library.program)];
  if (call.has('json')) await printJson({ diagnostics: diagnostics.map(diagnosticRow) });
  else {
    if (diagnostics.length > 0) await print(diagnostics.map(diagnosticLine).join('\n'));
    const count = (severity: string): number => diagnostics.filter((one) => one.severity === severity).length;
    note({
      zh: `${listedIndicators(library.program).length} 个指标,${library.program.examples.length} 个示例;错误 ${count('error')},提示 ${count('warning')}`,
      en: `${listedIndicators(library.program).length} indicators, ${library.program.examples.length} examples; ${count('error')} errors, ${count('warning')} warnings`,
    });
  }
  return hasErrors(diagnostics) ? 1 : 0;
}
